import { html, nothing } from 'lit-html';
import { charts } from './charts.js';
import { clients } from './clients.js';
import { feed } from './feed.js';
import { banner, overview } from './overview.js';
import { record } from './record.js';
import { records } from './records.js';

/** Drawn one after the other when the page opens: all at once would hold it up. */
export const PARTS = 3;

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
        ${overview(state)} ${charts(state)}
        ${state.partsShown > 1 ? html`${clients(state)} ${records(state, does.records)}` : nothing}
      </div>
      <div>${state.partsShown > 2 ? feed(state, does) : nothing}</div>
    </div>
    ${record(state.open, does.record)}
  </main>
`;

const notice = (text, { dismiss }) => html`
  <p role="alert">${text} <button @click=${() => dismiss(text)}>Dismiss</button></p>
`;

/** Instead of the page, where there is nothing to show, or not yet. */
export const alone = content => html`
  <main class="alone">
    <h1>Syncro</h1>
    ${content}
  </main>
`;
