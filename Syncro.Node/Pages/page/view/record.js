import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { ref } from 'lit-html/directives/ref.js';

/** One record, to be looked at, changed, destroyed. The dialog stays, so that closing it gives the focus back. */
export const record = (open, does) => html`
  <dialog aria-labelledby="record" ${ref(dialog => follow(dialog, open))} @close=${does.close}>
    ${open === null ? nothing : form(open, does)}
  </dialog>
`;

const form = (open, does) => html`
  <form @submit=${event => submit(event, does)}>
    <h2 id="record">${open.isNew ? `New ${open.klass}` : `${open.klass} ${open.id}`}</h2>
    ${open.isNew ? newId(open, does) : nothing}
    ${open.changed ?
      html`<p role="alert">It was changed elsewhere. <button type="button" @click=${does.reload}>Show it as it is</button></p>`
    : nothing}
    ${open.rows.map((row, i) => attribute(row, open.faults.get(i), i, does))}
    <button type="button" @click=${does.addRow}>Add an attribute</button>
    ${open.fault ? html`<p role="alert">${open.fault}</p>` : nothing}
    <footer>
      <button class="main">Save</button>
      <button type="button" @click=${does.close}>Close</button>
      ${open.isNew ? nothing : deletion(open, does)}
    </footer>
  </form>
`;

const newId = (open, does) => html`
  <label>
    Id <span class="soft">(absent: one is made)</span>
    <input .value=${live(open.idText)} @input=${event => does.editId(event.target.value)} autocomplete="off" />
  </label>
`;

const attribute = ({ name, text, was }, fault, i, does) => html`
  <fieldset>
    <legend>${was === null ? 'New attribute' : name}</legend>
    ${was === null ?
      html`<label>
        Name <input .value=${live(name)} @input=${event => does.editRow(i, { name: event.target.value })} autocomplete="off" />
      </label>`
    : nothing}
    <label>
      <span class=${was === null ? '' : 'hidden'}>Value, as JSON</span>
      <textarea
        rows=${Math.min(8, text.split('\n').length)}
        spellcheck="false"
        aria-invalid=${fault !== undefined}
        aria-describedby=${fault ? `fault-${i}` : nothing}
        .value=${live(text)}
        @input=${event => does.editRow(i, { text: event.target.value })}
      ></textarea>
    </label>
    ${fault ? html`<p class="fault" id="fault-${i}">${fault}</p>` : nothing}
  </fieldset>
`;

const deletion = (open, does) =>
  open.deleting ?
    html`<span role="alert" class="sure">
      Destroy it for everyone?
      <button type="button" class="danger" @click=${does.destroy}>Destroy</button>
      <button type="button" @click=${() => does.askDestroy(false)}>Keep</button>
    </span>`
  : html`<button type="button" class="danger" @click=${() => does.askDestroy(true)}>Delete…</button>`;

function follow(dialog, open) {
  if (!dialog) return;
  // It is not yet in the page the first time.
  if (open !== null && !dialog.open) queueMicrotask(() => dialog.isConnected && !dialog.open && dialog.showModal());
  if (open === null && dialog.open) dialog.close();
}

function submit(event, does) {
  event.preventDefault();
  void does.save();
}
