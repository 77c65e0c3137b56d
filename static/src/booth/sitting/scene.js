/**
 * Where the booth stands: the phase ("ready", "countdown", "capturing", "result") and the sitting.
 * Every change is shown on the stage.
 */
export function createScene({ camera, stage, keeper }) {
  let phase = "ready";
  let sitting = null;
  const show = () => stage.show({ phase, sitting, isLive: camera.isLive() });
  return {
    show,
    phase: () => phase,
    sitting: () => sitting,
    enter(next) {
      phase = next;
      show();
    },
    /** Take over a sitting that is stored, or being stored, by somebody else. */
    adopt(next) {
      sitting = next;
    },
    /** Store a sitting (null: there is none), and show it, in another phase if one is named. */
    change(next, nextPhase = phase) {
      sitting = next;
      phase = nextPhase;
      keeper.remember(sitting);
      show();
    },
  };
}
