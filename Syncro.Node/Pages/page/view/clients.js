import { html } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { clientRows, count } from '../facts.js';
import { asItWas } from './overview.js';

/** Each client that the node knows. */
export const clients = ({ peer, status, answers }) => html`
  <section aria-labelledby="clients">
    <h2 id="clients">Clients</h2>
    ${peer?.peers.length ? table(clientRows(peer.peers, status.client)) : html`<p>No client was here yet.</p>`}
    ${asItWas({ peer, answers })}
  </section>
`;

const table = rows => html`
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">Client</th>
        <th scope="col">State</th>
        <th scope="col">Seen of its journal</th>
        <th scope="col">Acknowledged of ours</th>
        <th scope="col">Commits behind</th>
        <th scope="col">Last error</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(rows, ({ client }) => client, row)}
    </tbody>
  </table>
`;

const row = ({ client, own, connected, state, cursor, acknowledged, behind, lastError }) => html`
  <tr>
    <th scope="row">${client}${own ? ' (this page)' : ''}</th>
    <td data-name="State"><span class="status ${connected ? 'good' : 'wait'}">${state}</span></td>
    <td data-name="Seen of its journal">${cursor}</td>
    <td data-name="Acknowledged of ours">${count(acknowledged)}</td>
    <td data-name="Commits behind">${count(behind)}</td>
    <td data-name="Last error">${lastError ?? 'none'}</td>
  </tr>
`;
