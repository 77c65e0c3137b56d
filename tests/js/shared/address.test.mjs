import assert from "node:assert/strict";
import { test } from "node:test";
import { publicAddress } from "../../../static/src/shared/address.js";

const PUBLIC = "https://photos.example/e/party/";

test("on the machine itself, the address that others can open is passed on", () => {
  for (const here of ["http://localhost:8000/e/party/", "http://127.0.0.1:8000/", "http://[::1]/"]) {
    assert.equal(publicAddress(PUBLIC, new URL(here)), PUBLIC);
  }
});

test("a page opened by another name passes on that name", () => {
  const here = new URL("http://192.168.1.20:8000/e/party/?kind=strips");
  assert.equal(publicAddress("http://localhost:8000/e/party/", here), "http://192.168.1.20:8000/e/party/");
});
