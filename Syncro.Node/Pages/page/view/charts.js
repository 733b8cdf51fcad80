import { html } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { count, many } from '../facts.js';
import { greatest, last } from '../series.js';

const HEIGHT = 150;

/** Milliseconds until the charts are drawn first: there is nothing to see in them while the page opens. */
const DRAWN_AFTER = 2000;

const plots = new Map();

/** Scribes a second, and how far the clients are behind. */
export const charts = ({ rates, lags }) => html`
  <section aria-labelledby="charts">
    <h2 id="charts">The last five minutes</h2>
    <div class="charts">
      ${chart('scribes', 'Scribes per second', rates, ['Scribes'], [
        `now ${count(last(rates.lines[0]))}, at most ${count(greatest(rates.lines[0]))}`,
      ])}
      ${chart('lag', 'Commits behind', lags, ['The client most behind', 'This page'], [
        `the client most behind: ${many(last(lags.lines[0]), 'commit')}; this page: ${many(last(lags.lines[1]), 'commit')}`,
      ])}
    </div>
  </section>
`;

const chart = (name, title, series, labels, [words]) => html`
  <figure>
    <figcaption>${title}: <span class="soft">${words}</span></figcaption>
    <div
      class="plot"
      role="img"
      aria-label="${title} over the last five minutes: ${words}"
      ${ref(element => place(name, element, series, labels))}
    ></div>
  </figure>
`;

/** Draws a chart where it belongs; lit gives the element again with each rendering. */
function place(name, element, series, labels) {
  if (!element) return;
  const data = [series.times, ...series.lines];
  const known = plots.get(name);
  if (known) known.setData(data);
  else if (!plots.has(name)) {
    plots.set(name, null);
    void begin(name, element, data, labels);
  }
}

/** Once the page is open, and each in a task of its own: that takes long enough without. */
async function begin(name, element, data, labels) {
  await new Promise(resolve => setTimeout(resolve, DRAWN_AFTER));
  const { default: UPlot } = await import('uplot');
  setTimeout(() => plots.set(name, draw(UPlot, element, data, labels)));
}

function draw(UPlot, element, data, labels) {
  let colours = null;
  // Asked for once: each question has the browser work out the styles of the page.
  const colour = name => () => (colours ??= coloursOf(element))[name];
  const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  const plot = new UPlot(
    {
      width: element.clientWidth || 300,
      height: HEIGHT,
      cursor: { show: false },
      legend: { show: false },
      scales: { y: { range: (_, least, most) => [0, Math.max(1, most)] } },
      axes: [
        { ...axis, values: (_, times) => times.map(time => new Date(time * 1000).toTimeString().slice(0, 5)) },
        { ...axis, size: 56, values: (_, values) => values.map(value => (Number.isInteger(value) ? count(value) : '')) },
      ],
      series: [
        {},
        ...labels.map((label, i) => ({
          label,
          stroke: colour(i === 0 ? '--accent' : '--soft'),
          width: 2,
          ...(i > 0 && { dash: [4, 4] }),
          points: { show: false },
        })),
      ],
    },
    data,
    element,
  );
  new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT })).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    colours = null;
    plot.redraw(false);
  });
  return plot;
}

function coloursOf(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(['--accent', '--soft', '--line'].map(name => [name, style.getPropertyValue(name)]));
}
