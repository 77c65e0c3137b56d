/**
 * Take a picture out of an open PhotoSwipe that shows another, without opening it anew: what is
 * shown stays, and its neighbours close the gap. Returns false while it is between two pictures.
 */
export function takeOut(pswp, link) {
  const { items } = pswp.options.dataSource;
  const index = items.indexOf(link);
  if (index < 0) return true;
  if (pswp.potentialIndex !== pswp.currIndex) return false;
  forgetOthers(pswp, items.length);
  items.splice(index, 1);
  if (index < pswp.currIndex) moveTo(pswp, pswp.currIndex - 1);
  const [before, , after] = pswp.mainScroll.itemHolders;
  pswp.setContent(before, pswp.currIndex - 1, true);
  pswp.setContent(after, pswp.currIndex + 1, true);
  pswp.dispatch("change"); // for the arrows
  return true;
}

// Loaded pictures are kept by their place, which changes.
function forgetOthers(pswp, count) {
  for (let place = 0; place < count; place += 1) {
    if (place !== pswp.currIndex) pswp.contentLoader.removeByIndex(place);
  }
}

function moveTo(pswp, index) {
  pswp.currIndex = pswp.potentialIndex = index;
  pswp.currSlide.index = index;
  pswp.currSlide.content.index = index;
}
