import { html, nothing } from 'lit-html';
import { charts } from './charts.js';
import { clients } from './clients.js';
import { feed } from './feed.js';
import { banner, overview } from './overview.js';
import { record } from './record.js';
import { records } from './records.js';

/** Drawn one after the other when the page opens: all at once would hold it up. */
export const PARTS = 5;

const LINKS = [
  ['peer', 'This peer'],
  ['clients', 'Clients'],
  ['records', 'Records'],
  ['feed', 'Live feed'],
];

/** The whole page. */
export const page = (state, does) => html`
  <header>
    <div class="title">
      <h1>Syncro <small>${state.peer?.client ?? ''}</small></h1>
      <nav aria-label="Parts of the page">
        ${LINKS.map(([id, name]) => html`<a href="#${id}">${name}</a>`)} <a href="/todo/">Sample: to do</a>
      </nav>
    </div>
    ${banner(state, does)}
  </header>
  <main>
    ${state.notices.map(text => notice(text, does))}
    <div class="columns">
      <div>
        ${overview(state)} ${part(2, state, charts)} ${part(3, state, clients)}
        ${part(4, state, () => records(state, does.records))}
      </div>
      <div>${part(5, state, () => feed(state, does))}</div>
    </div>
    ${record(state.open, does.record)}
  </main>
`;

const part = (number, state, view) => (state.partsShown >= number ? view(state) : nothing);

const notice = (text, { dismiss }) => html`
  <p role="alert">${text} <button @click=${() => dismiss(text)}>Dismiss</button></p>
`;
