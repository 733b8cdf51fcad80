import { html, nothing } from 'lit-html';
import { bytes, count, many, standing } from '../facts.js';

/** How the page stands, and what to do about it. */
export function banner({ status, answers }, { askAgain }) {
  const { text, tone, revoked } = standing(status, { answers });
  const { progress } = status;
  return html`
    <div class="banner">
      <p role="status" class="status ${tone}">${text}</p>
      ${progress && !progress.done ?
        html`<progress aria-label="First sync" max="1" .value=${progress.fraction}></progress>`
      : nothing}
      ${revoked ? html`<button @click=${askAgain}>Ask for access again</button>` : nothing}
    </div>
  `;
}

/** This peer. */
export const overview = ({ peer, node, answers }) => html`
  <section aria-labelledby="peer">
    <h2 id="peer">This peer</h2>
    ${peer && node ? facts(peer, node) : html`<p>Nothing is known of it yet.</p>`}
    ${asItWas({ peer, answers })}
  </section>
`;

/** Said of what only the node knows, while it does not answer. */
export const asItWas = ({ peer, answers }) =>
  answers || !peer ? nothing : html`<p class="soft">As it was when the node last answered.</p>`;

const facts = (peer, node) => html`
  <dl>
    ${fact('Client', peer.client)} ${fact('Journal', peer.journal)} ${fact('Position', count(peer.position))}
    ${fact('Records', count(peer.records))} ${fact('Space', node.space)}
    ${fact('Storage', `${node.storage.kind}, ${bytes(node.storage.bytes)}, ${node.storage.directory}`)}
    ${fact('Version', node.version)} ${(peer.players ?? []).map(player)}
  </dl>
`;

const fact = (name, value) => html`
  <div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>
`;

const player = ({ class: name, behind, paused, setAside }) =>
  fact(
    `Playing ${name}`,
    paused ?? `${behind === 0 ? 'up to date' : `${many(behind, 'commit')} behind`}, ${count(setAside.length)} set aside`,
  );
