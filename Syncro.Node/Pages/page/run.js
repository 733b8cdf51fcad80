import { render } from 'lit-html';
import { keepPages, openClient } from '../shared/client.js';
import { EMPTY, fed, shownAfter } from './feed.js';
import { knowNode } from './knowing.js';
import { Listing } from './listing.js';
import { Opened } from './opened.js';
import { emptySeries, sampled } from './series.js';
import { page, PARTS } from './view/page.js';
import { watch } from './watch.js';

const NODE_EVERY = 10_000;

/** Milliseconds until the page is kept for when the node is away: all its files are fetched once more for that. */
const KEPT_AFTER = 3000;

/** Milliseconds: a first sync would have the whole feed drawn anew with each page. */
const FEED_EVERY = 400;

const seconds = () => Math.floor(Date.now() / 1000);

/** Runs the page for a node that is known. @param {any} known what it said of itself @param {boolean} answers */
export async function run(known, answers) {
  const classes = known.classes.map(({ class: name }) => name);
  const { syncro, askAgain } = await openClient({ name: 'page', models: classes });
  const state = {
    classes,
    answers,
    node: known,
    peer: null,
    status: syncro.status,
    feed: EMPTY,
    feedClass: '',
    paused: false,
    openEntry: null,
    feedShown: 0,
    partsShown: 1,
    rates: emptySeries(seconds(), 1),
    lags: emptySeries(seconds(), 2),
    notices: [],
    get counts() {
      return new Map(this.node.classes.map(({ class: name, records }) => [name, records]));
    },
    get list() {
      return listing.state;
    },
    get open() {
      return opened.state;
    },
  };
  let drawing = false;
  const draw = () => {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      document.getElementById('opening')?.remove();
      render(page(state, does), document.body);
      if (state.partsShown < PARTS) setTimeout(set, 0, { partsShown: state.partsShown + 1 });
    });
  };
  const set = change => {
    Object.assign(state, change);
    draw();
  };
  const tell = text => set({ notices: [...state.notices.filter(one => one !== text), text] });
  const listing = new Listing(syncro, draw, error => tell(error.message));
  const opened = new Opened(syncro, draw);
  let live = EMPTY;
  let recorded = 0;
  const does = {
    askAgain,
    dismiss: text => set({ notices: state.notices.filter(one => one !== text) }),
    chooseFeedClass: feedClass => set({ feedClass }),
    // Whoever reads one does not want it moved.
    openScribe: (key, open) =>
      set(open ? { openEntry: key, paused: true } : { openEntry: state.openEntry === key ? null : state.openEntry }),
    pause: () => set({ paused: !state.paused, feed: live }),
    records: {
      chooseClass: name => listing.choose(name),
      search: text => listing.search(text),
      more: () => listing.more(),
      open: id => opened.open(listing.state.klass, id),
      openNew: () => opened.openNew(listing.state.klass),
    },
    record: opened,
  };

  syncro.on('status', status => set({ status }));
  syncro.on('scribes', scribes => {
    recorded += scribes.length;
    live = fed(live, scribes);
  });
  syncro.on('refused', ({ code, message, change }) =>
    tell(`The node refused a change${change ? ` of ${change.klass} ${change.id ?? ''}` : ''} (${code}): ${message}`),
  );
  setInterval(() => {
    const most = state.answers && state.peer ? Math.max(0, ...state.peer.peers.map(({ behind }) => behind)) : null;
    set({
      rates: sampled(state.rates, seconds(), [recorded]),
      lags: sampled(state.lags, seconds(), [most, syncro.status.behind]),
    });
    recorded = 0;
  }, 1000);
  setInterval(() => {
    const feedShown = shownAfter(state.feedShown, live);
    if (!state.paused && (state.feed !== live || state.feedShown !== feedShown)) set({ feed: live, feedShown });
  }, FEED_EVERY);
  setInterval(async () => {
    if (!state.answers || document.visibilityState === 'hidden') return;
    const { node } = await knowNode();
    set({ node });
    const added = node.classes.map(({ class: name }) => name).filter(name => !classes.includes(name));
    if (added.length > 0) tell(`The node has more classes by now: ${added.join(', ')}. Load the page again to see them.`);
  }, NODE_EVERY);
  listing.choose(classes[0]);
  draw();
  setTimeout(keepPages, KEPT_AFTER);
  await watch(
    peer => set({ peer, answers: true }),
    () => set({ answers: false }),
  );
}
