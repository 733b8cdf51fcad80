import { html } from 'lit-html';

/** Asks for the token of the node's HTTP API. @param {string} fault why @param {(token: string) => void} open */
export const door = (fault, open) => html`
  <form
    class="door"
    @submit=${event => {
      event.preventDefault();
      open(new FormData(event.target).get('token'));
    }}
  >
    <label>
      Token of the node's HTTP API
      <input type="password" name="token" required autocomplete="current-password" />
    </label>
    <button class="main">Sign in</button>
    <p role="alert">${fault}</p>
  </form>
`;
