import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { short, timeOf } from '../facts.js';
import { KEPT, ofClass, said } from '../feed.js';

/** What was recorded last, as it comes. */
export const feed = ({ feed, feedClass, feedShown, paused, classes, openEntry }, { pause, chooseFeedClass, openScribe }) => html`
  <section aria-labelledby="feed">
    <h2 id="feed">Live feed</h2>
    <div class="tools">
      <label>
        Class
        <select @change=${event => chooseFeedClass(event.target.value)}>
          <option value="">All</option>
          ${classes.map(name => html`<option ?selected=${name === feedClass}>${name}</option>`)}
        </select>
      </label>
      <button aria-pressed=${paused} @click=${pause}>Pause</button>
    </div>
    ${entries(ofClass(feed, feedClass).slice(0, feedShown), openEntry, openScribe)}
  </section>
`;

// Rows are used again for what comes next: a first sync would make and drop some thousands of them.
const entries = (list, openEntry, openScribe) =>
  list.length === 0 ?
    html`<p class="soft">Scribes show here as they are recorded, the last ${KEPT} of them.</p>`
  : html`<ol class="feed" tabindex="0" aria-label="Scribes, newest first">
      ${list.map(scribe => entry(scribe, scribe.key === openEntry, openScribe))}
    </ol>`;

const entry = (scribe, open, openScribe) => html`
  <li>
    <details .open=${live(open)} @toggle=${event => event.target.open !== open && openScribe(scribe.key, event.target.open)}>
      <summary>
        <time>${timeOf(scribe.at)}</time>
        <b class="type ${scribe.type}">${scribe.type}</b>
        <span>${scribe.klass} ${scribe.id === undefined ? '' : `${scribe.id}`}</span>
        <span class="soft">${scribe.client ?? ''}</span>
        <span class="data">${short(said(scribe), 90)}</span>
      </summary>
      ${open ? html`<pre tabindex="0">${JSON.stringify(scribe.data, null, 2)}</pre>` : nothing}
    </details>
  </li>
`;
