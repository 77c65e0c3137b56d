/**
 * Our own small convolutional networks, from the weights in detector.json; the twin of
 * booth/smile/network.py. Plain JavaScript does the 2.3 million multiplications of each in two milliseconds.
 */
import { mirrored } from "./numbers.js";

/** A grey crop (bytes, `size` x `size`) to the mean of all logits; every other network sees its mirror image. */
export function createNetworks({ networks, size, contrast_floor: floor }) {
  const each = networks.map((layers) => createNetwork({ layers, size, floor }));
  return function run(crop) {
    const views = [crop, mirrored(crop, size)];
    return each.reduce((sum, network, at) => sum + network(views[at % 2]), 0) / each.length;
  };
}

/** A network that takes a grey crop and returns a logit. */
export function createNetwork({ layers: descriptions, size, floor }) {
  const layers = descriptions.map(createLayer);

  return function run(crop) {
    let values = normalised(crop, floor);
    let side = size;
    layers.forEach((layer, at) => {
      const isLast = at === layers.length - 1;
      [values, side] = layer.kernel ? convolve(values, side, layer) : [multiply(values, layer), 1];
      if (!isLast) for (let n = 0; n < values.length; n += 1) values[n] = Math.max(values[n], 0);
    });
    return values[0];
  };
}

function createLayer({ kernel, stride, scales, bias, weights }) {
  const scale = decode(scales, Float32Array);
  const outputs = scale.length;
  const whole = Float32Array.from(decode(weights, Int8Array), (value, at) => value * scale[at % outputs]);
  const rows = whole.length / outputs;
  const inputs = kernel ? rows / (kernel * kernel) : rows;
  return { kernel, stride, inputs, outputs, weights: whole, bias: decode(bias, Float32Array) };
}

/** Take away the mean and divide by the spread, which is that of a sample (n - 1). */
function normalised(crop, floor) {
  const count = crop.length;
  const mean = crop.reduce((sum, each) => sum + each, 0) / count;
  const squares = crop.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const spread = Math.sqrt(squares / (count - 1)) + floor;
  return Float32Array.from(crop, (each) => (each - mean) / spread);
}

/** A convolution over (side, side, inputs), zeros outside; returns [values, side]. */
function convolve(values, side, { kernel, stride, inputs, outputs, weights, bias }) {
  const edge = kernel >> 1;
  const newSide = Math.ceil(side / stride);
  const result = new Float32Array(newSide * newSide * outputs);
  for (let y = 0, to = 0; y < newSide; y += 1) {
    for (let x = 0; x < newSide; x += 1, to += outputs) {
      const sums = result.subarray(to, to + outputs);
      sums.set(bias);
      for (let row = 0; row < kernel; row += 1) {
        const fromY = y * stride + row - edge;
        if (fromY < 0 || fromY >= side) continue;
        for (let column = 0; column < kernel; column += 1) {
          const fromX = x * stride + column - edge;
          if (fromX < 0 || fromX >= side) continue;
          const from = (fromY * side + fromX) * inputs;
          addProducts(sums, values, from, inputs, weights, (row * kernel + column) * inputs * outputs);
        }
      }
    }
  }
  return [result, newSide];
}

function multiply(values, { inputs, weights, bias }) {
  const sums = Float32Array.from(bias);
  addProducts(sums, values, 0, inputs, weights, 0);
  return sums;
}

/** Add `count` values, each times its row of weights, to the sums. Half of them are 0, after ReLU. */
function addProducts(sums, values, from, count, weights, firstWeight) {
  const outputs = sums.length;
  for (let input = 0, at = firstWeight; input < count; input += 1, at += outputs) {
    const value = values[from + input];
    if (value === 0) continue;
    for (let output = 0; output < outputs; output += 1) sums[output] += value * weights[at + output];
  }
}

/** Unpack little-endian numbers from base64. */
function decode(text, Numbers) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Numbers(bytes.buffer);
}
