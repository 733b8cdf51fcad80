import { html, nothing, render } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { keepPages, openClient } from '../shared/client.js';
import { door } from '../shared/door.js';
import { signIn } from '../shared/node.js';
import { FILTERS, shown, standing, summary } from './list.js';

// An app of one page: the tasks are records of the class Todo, in this browser first, and in sync with the node and with
// whoever syncs with it.

const { syncro, askAgain } = await openClient({ name: 'todo', models: ['Todo'] });
const todos = syncro.model('Todo');
const tasks = new Map();
const notices = [];
/** Titles as they are being typed: what comes in meanwhile must not overwrite them. */
const drafts = new Map();
/** Ticks that are being recorded: a drawing meanwhile must not take them back. */
const ticks = new Map();
let filter = 'all';

const draw = () => render(page(), document.body);

const page = () => html`
  <header>
    <h1>To do</h1>
    ${status(standing(syncro.status))}
  </header>
  <main>
    ${notices.map(notice)}
    <form @submit=${add}>
      <label for="title">New task</label>
      <input id="title" name="title" required maxlength="200" autocomplete="off" placeholder="What is to be done?" />
      <button class="main">Add</button>
    </form>
    <nav aria-label="Tasks shown">
      ${FILTERS.map(
        name => html`<button aria-pressed=${name === filter} @click=${() => choose(name)}>${name}</button>`,
      )}
      <span role="status">${summary(tasks.values())}</span>
    </nav>
    <ul>
      ${repeat(shown(tasks.values(), filter), ({ id }) => id, task)}
    </ul>
  </main>
`;

const status = ({ text, tone }) => html`
  <p role="status" class="status ${tone}">${text}</p>
  ${access(syncro.status.lastError)}
`;

/** The node's API gives the page its token; it may want one of its own first. */
const access = error =>
  error?.code !== 401 ? nothing
  : error.name === 'NodeError' ?
    door(error.message, token => {
      signIn(token);
      void syncro.reconnect();
    })
  : html`<button @click=${askAgain}>Ask for access again</button>`;

const notice = text => html`
  <p role="alert">
    ${text}
    <button
      @click=${() => {
        notices.splice(notices.indexOf(text), 1);
        draw();
      }}
    >
      Dismiss
    </button>
  </p>
`;

const task = ({ id, title = '', done = false }) => html`
  <li class=${done ? 'done' : ''}>
    <input
      type="checkbox"
      aria-label="Done: ${title}"
      .checked=${live(ticks.get(id) ?? done)}
      @change=${event => tick(id, event.target.checked)}
    />
    <input
      class="title"
      aria-label="Title of ${title}"
      maxlength="200"
      .value=${live(drafts.get(id) ?? title)}
      @input=${event => drafts.set(id, event.target.value)}
      @change=${event => rename(id, title, event.target)}
    />
    <button aria-label="Delete ${title}" @click=${() => change(todos.destroy(id))}>&times;</button>
  </li>
`;

async function change(promise) {
  try {
    await promise;
  } catch (error) {
    tell(error.message);
  }
}

function tell(text) {
  notices.push(text);
  draw();
}

function add(event) {
  event.preventDefault();
  const title = new FormData(event.target).get('title').trim();
  if (title === '') return;
  event.target.reset();
  void change(todos.create({ title, done: false, made: new Date().toISOString() }));
}

async function tick(id, done) {
  ticks.set(id, done);
  await change(todos.update(id, { done }));
  if (ticks.get(id) === done) ticks.delete(id);
  draw();
}

function rename(id, before, input) {
  drafts.delete(id);
  const title = input.value.trim();
  if (title === '') input.value = before;
  else if (title !== before) void change(todos.update(id, { title }));
}

function choose(name) {
  filter = name;
  draw();
}

syncro.on('refused', ({ code, message, change: refused }) =>
  tell(
    `The node refused a change${refused ? ` of ${tasks.get(refused.id)?.title ?? refused.data?.title ?? refused.id}` : ''} (${code}): ${message}`,
  ),
);
todos.subscribe(({ id, record }) => {
  if (record) tasks.set(id, record);
  else tasks.delete(id);
  draw();
});
for (const record of await todos.all()) tasks.set(record.id, record);
syncro.on('status', draw);
draw();
await keepPages();
