import { html } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { short, timeOf } from '../facts.js';
import { KEPT, ofClass, said } from '../feed.js';

/** What was recorded last, as it comes. */
export const feed = ({ feed, feedClass, paused, classes }, { pause, chooseFeedClass }) => html`
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
    ${entries(ofClass(feed, feedClass))}
  </section>
`;

const entries = list =>
  list.length === 0 ?
    html`<p class="soft">Scribes show here as they are recorded, the last ${KEPT} of them.</p>`
  : html`<ol class="feed" tabindex="0" aria-label="Scribes, newest first">
      ${repeat(list, ({ key }) => key, entry)}
    </ol>`;

const entry = scribe => html`
  <li>
    <details>
      <summary>
        <time>${timeOf(scribe.at)}</time>
        <b class="type ${scribe.type}">${scribe.type}</b>
        <span>${scribe.klass} ${scribe.id === undefined ? '' : `${scribe.id}`}</span>
        <span class="soft">${scribe.client ?? ''}</span>
        <span class="data">${short(said(scribe), 90)}</span>
      </summary>
      <pre tabindex="0">${JSON.stringify(scribe.data, null, 2)}</pre>
    </details>
  </li>
`;
