// The test's clock. Time goes on while the page is closed, and a clock that is set back gives no extra time. Pure: the clocks come in.

/**
 * @param started the instant of the start, in milliseconds of the wall clock.
 * @param elapsed the largest elapsed time seen so far: it never shrinks.
 * @param wall, steady the computer's clock, and one that nobody can set but that stops with the page.
 */
export function createClock({ started, elapsed = 0 }, wall = Date.now, steady = () => performance.now()) {
  let seen = elapsed;
  let last = steady();
  return {
    /** Milliseconds since the start. */
    elapsed() {
      const now = steady();
      seen = Math.max(seen + Math.max(0, now - last), wall() - started);
      last = now;
      return seen;
    },
  };
}

/** Whole seconds left, rounded up: 0 only when the time is over. */
export const secondsLeft = (seconds, elapsed) => Math.max(0, Math.ceil(seconds - elapsed / 1000));

/** The moments (seconds left) at which the reader is told, announced once each: half of the time, and the last 10, 5 and 1 minutes. */
export function warnings(seconds) {
  const moments = [Math.floor(seconds / 2), 600, 300, 60];
  return moments.filter((moment, i) => moment < seconds && moments.indexOf(moment) === i).sort((a, b) => b - a);
}

/** The moment passed between two readings of the seconds left, the latest if several, or null. */
export function passed(moments, before, now) {
  const crossed = moments.filter((moment) => before > moment && moment >= now);
  return crossed.length ? Math.min(...crossed) : null;
}

/** 3725 → "1:02:05", 65 → "1:05". */
export function clockText(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (n) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** 3725 → "1 hour 2 minutes 5 seconds": for voices and sentences. */
export function spokenTime(seconds) {
  const part = (count, word) => (count ? [`${count} ${word}${count > 1 ? "s" : ""}`] : []);
  const parts = [...part(Math.floor(seconds / 3600), "hour"), ...part(Math.floor(seconds / 60) % 60, "minute"), ...part(Math.floor(seconds % 60), "second")];
  return parts.join(" ") || "0 seconds";
}
