import { html } from 'lit-html';

/** Instead of the page, where there is nothing to show, or not yet. */
export const alone = content => html`
  <main class="alone">
    <h1>Syncro</h1>
    ${content}
  </main>
`;
