// The charts' library, its colours and its size: it comes when the first chart is drawn, after the figures.

const HEIGHT = 220;

// Draw into `place` as `options(uPlot, colours)` and `data` say, and keep to its width. `ready` is told the plot.
export function drawn(place, data, options, ready) {
  let plot = null;
  const draw = async (width) => {
    const { default: uPlot } = await import('./vendor/uplot-1.6.32/uPlot.esm.js');
    if (!place.isConnected || plot) return;
    plot = new uPlot({ width, height: HEIGHT, ...options(uPlot, coloursOf(place)) }, data, place);
    plot.root.setAttribute('aria-hidden', 'true'); // the control around it speaks for it
    ready(plot);
  };
  const paper = matchMedia('print');
  new ResizeObserver(([entry], observer) => {
    if (paper.matches) return; // a canvas drawn anew would still be empty when the sheet is taken; the style sheet fits it
    const width = Math.floor(entry.contentRect.width);
    if (!place.isConnected) {
      observer.disconnect();
      plot?.destroy();
    } else if (width > 0 && plot) plot.setSize({ width, height: HEIGHT });
    else if (width > 0) draw(width);
  }).observe(place);
}

// The style sheets' colours as a canvas takes them.
function coloursOf(place) {
  const probe = place.ownerDocument.createElement('span');
  place.append(probe);
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ['ink', 'soft', 'line', 'accent', 'tint', 'card'];
  const found = Object.fromEntries(names.map((name) => [name, colour(name)]));
  probe.remove();
  const [, red] = found.ink.match(/(\d+)/) ?? [];
  place.classList.toggle('in-the-dark', Number(red) > 128);
  return { ...found, font: `12px ${getComputedStyle(place).fontFamily}` };
}

export function axes(colours, { splits, values, marks, mark }) {
  const common = { stroke: colours.soft, font: colours.font, ticks: { show: false } };
  return [
    { ...common, grid: { show: false }, splits, values, size: 26, gap: 6 },
    {
      ...common,
      grid: { stroke: colours.line, width: 1 },
      splits: () => marks,
      values: (_, found) => found.map(mark),
      size: 46,
      gap: 6,
    },
  ];
}

// Days under the axis, as many as there is room for, the newest always among them.
export function spaced(count, width, room = 84) {
  const every = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / room))));
  return Array.from({ length: count }, (_, i) => i).filter((i) => (count - 1 - i) % every === 0);
}

// Reading by mouse, finger and keys. A finger's first touch reads a point, its second opens it.
export function steered(place, plot, count, { select, opens }) {
  let at = null;
  const go = (i) => {
    at = i;
    plot.setCursor({ left: plot.valToPos(i, 'x'), top: plot.bbox.height / 4 / devicePixelRatio });
  };
  plot.over.addEventListener('click', (event) => {
    const { idx } = plot.cursor;
    if (idx === null || idx === undefined) return;
    if (event.pointerType === 'touch' && at !== idx) at = idx;
    else opens(idx);
  });
  place.addEventListener('keydown', (event) => {
    const now = at ?? count - 1;
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: count - 1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') opens(now);
    else if (next === undefined) return;
    else if (next >= 0 && next < count) go(next);
    event.preventDefault();
  });
  place.addEventListener('focus', () => place.matches(':focus-visible') && go(at ?? count - 1));
  place.addEventListener('blur', () => plot.setCursor({ left: -10, top: -10 }));
  plot.hooks.setCursor = [() => select(plot.cursor.left >= 0 ? (plot.cursor.idx ?? null) : null)];
}
