// What no product of matrices can exceed: products and sums that never leave the registers, in twelve independent chains.

function busy<Lane>(steps: i32, factorOf: Lane, termOf: Lane): Lane {
  // From outside, so that the compiler cannot know them.
  const factor = v128.splat<Lane>(factorOf);
  const term = v128.splat<Lane>(termOf);
  let a = factor;
  let b = factor;
  let c = factor;
  let d = factor;
  let e = factor;
  let f = factor;
  let g = term;
  let h = term;
  let i = term;
  let j = term;
  let k = term;
  let l = term;
  for (let step = 0; step < steps; step++) {
    a = v128.add<Lane>(v128.mul<Lane>(a, factor), term);
    b = v128.add<Lane>(v128.mul<Lane>(b, factor), term);
    c = v128.add<Lane>(v128.mul<Lane>(c, factor), term);
    d = v128.add<Lane>(v128.mul<Lane>(d, factor), term);
    e = v128.add<Lane>(v128.mul<Lane>(e, factor), term);
    f = v128.add<Lane>(v128.mul<Lane>(f, factor), term);
    g = v128.add<Lane>(v128.mul<Lane>(g, factor), term);
    h = v128.add<Lane>(v128.mul<Lane>(h, factor), term);
    i = v128.add<Lane>(v128.mul<Lane>(i, factor), term);
    j = v128.add<Lane>(v128.mul<Lane>(j, factor), term);
    k = v128.add<Lane>(v128.mul<Lane>(k, factor), term);
    l = v128.add<Lane>(v128.mul<Lane>(l, factor), term);
  }
  const first = v128.add<Lane>(v128.add<Lane>(v128.add<Lane>(a, b), v128.add<Lane>(c, d)), v128.add<Lane>(e, f));
  const second = v128.add<Lane>(v128.add<Lane>(v128.add<Lane>(g, h), v128.add<Lane>(i, j)), v128.add<Lane>(k, l));
  return v128.extract_lane<Lane>(v128.add<Lane>(first, second), 0);
}

/** Does 48 operations a step in float64, half of them products; returns a number that depends on all. */
export function busyF64(steps: i32, factor: f64, term: f64): f64 {
  return busy<f64>(steps, factor, term);
}

/** Does 96 operations a step in float32. */
export function busyF32(steps: i32, factor: f32, term: f32): f32 {
  return busy<f32>(steps, factor, term);
}
