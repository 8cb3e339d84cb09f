// The scaled complementary error function erfcx(x) = exp(x²)·erfc(x) for x ≥ 0.
// W. J. Cody 1969, Rational Chebyshev approximations for the error function, Math. Comp. 23:631, with the
// coefficients of his routine CALERF (SPECFUN, 1990). Relative error about 1e-15.

const SMALL = {
  top: [3.1611237438705656, 113.864154151050156, 377.485237685302021, 3209.37758913846947, 0.185777706184603153],
  bottom: [23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062],
};
const MIDDLE = {
  top: [0.564188496988670089, 8.88314979438837594, 66.1191906371416295, 298.635138197400131, 881.95222124176909,
    1712.04761263407058, 2051.07837782607147, 1230.33935479799725, 2.15311535474403846e-8],
  bottom: [15.7449261107098347, 117.693950891312499, 537.181101862009858, 1621.38957456669019, 3290.79923573345963,
    4362.61909014324716, 3439.36767414372164, 1230.33935480374942],
};
const LARGE = {
  top: [0.305326634961232344, 0.360344899949804439, 0.125781726111229246, 0.0160837851487422766,
    6.58749161529837803e-4, 0.0163153871373020978],
  bottom: [2.56852019228982242, 1.87295284992346725, 0.527905102951428412, 0.0605183413124413191,
    2.33520497626869185e-3],
};

// CALERF keeps the leading coefficient of the numerator at the end of its list; the denominator is monic.
function rational({ top, bottom }, t) {
  const n = bottom.length;
  let p = top[n] * t;
  let q = t;
  for (let i = 0; i < n - 1; i++) {
    p = (p + top[i]) * t;
    q = (q + bottom[i]) * t;
  }
  return (p + top[n - 1]) / (q + bottom[n - 1]);
}

export function erfcx(x) {
  if (x <= 0.46875) return Math.exp(x * x) * (1 - x * rational(SMALL, x * x));
  if (x <= 4) return rational(MIDDLE, x);
  const t = 1 / (x * x);
  return (1 / Math.sqrt(Math.PI) - t * rational(LARGE, t)) / x;
}
