import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { count, many, preview } from '../facts.js';

/** The records of a class: looked through, opened, made. */
export const records = ({ list, classes, counts }, does) => html`
  <section aria-labelledby="records">
    <h2 id="records">Records</h2>
    <div class="tools">
      <label>
        Class
        <select @change=${event => does.chooseClass(event.target.value)}>
          ${classes.map(
            name =>
              html`<option value=${name} ?selected=${name === list.klass}>
                ${name}${counts.has(name) ? ` (${count(counts.get(name))} at the node)` : ''}
              </option>`,
          )}
        </select>
      </label>
      <label class="search">
        Search
        <input type="search" .value=${list.text} @input=${event => does.search(event.target.value)} />
      </label>
      <button class="main" @click=${does.openNew}>New ${list.klass}</button>
    </div>
    <p role="status" class="soft">${words(list)}</p>
    <ul class="records">
      ${repeat(
        list.found,
        ({ id }) => `${typeof id} ${id}`,
        record => html`
          <li>
            <button @click=${() => does.open(record.id)}>
              <b>${record.id}</b>
              <span>${preview(record)}</span>
            </button>
          </li>
        `,
      )}
    </ul>
    ${list.done || list.busy ? nothing : html`<button @click=${does.more}>More</button>`}
  </section>
`;

function words({ found, looked, done, busy, text }) {
  if (busy) return `Searching: ${many(looked, 'record')} read.`;
  if (found.length === 0) return text === '' ? 'There is none here.' : `None of ${many(looked, 'record')} says that.`;
  return `${many(found.length, 'record')}${done ? '.' : ' so far.'}`;
}
