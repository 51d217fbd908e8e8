// From values to places on the screen, with round numbers on the axis.

export function scaled(low, high, from, to) {
  return (value) => from + ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (to - from);
}

// Round marks around the values. A rate starts at zero; a signed figure shows where zero is when it is near.
// Bands of points that rest on too few may reach over the edge: they must not flatten all others.
export function ticks(points, signed) {
  const told = points.filter((point) => point.value !== null);
  const firm = told.filter((point) => !point.too_few);
  const used = firm.length
    ? firm.flatMap((point) => [point.low, point.high]).concat(told.map((point) => point.value))
    : told.flatMap((point) => [point.low, point.high]);
  const lowest = signed ? Math.min(0, ...used) : 0;
  const highest = Math.max(signed ? 0 : 1, ...used);
  const step = round((highest - lowest || 1) / 4);
  const first = Math.floor(lowest / step) * step;
  const count = Math.max(1, Math.ceil((highest - first) / step));
  return Array.from({ length: count + 1 }, (_, i) => Math.round((first + i * step) * 1000) / 1000);
}

function round(raw) {
  const power = 10 ** Math.floor(Math.log10(raw));
  const found = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw);
  return Math.max(1, found * power);
}
