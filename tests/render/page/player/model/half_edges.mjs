// Two unit squares side by side, a | b: zone 0 and zone 1, which share arc 0.
//
//   (0,1) ─── (1,1) ─── (2,1)
//     │    a    │    b    │
//   (0,0) ─── (1,0) ─── (2,0)

export const MESH = {
  count: 3,
  perDegree: 1,
  first: [0, 2, 6, 10],
  x: [1, 1, 1, 0, 0, 1, 1, 2, 2, 1],
  y: [0, 1, 1, 1, 0, 0, 0, 0, 1, 1],
  origin: [0, 1, 1, 0, 0, 1],
  left: [0, 1, 0, -1, 1, -1],
  after: [2, 4, 0, 5, 1, 3],
};
