import { html, render } from 'lit-html';
import { door } from '../shared/door.js';
import { signIn } from '../shared/node.js';
import { knowNode } from './knowing.js';
import { alone } from './view/alone.js';

// Opens the page. What it then runs is read in a task of its own: all at once would hold the browser up.

const { node, fresh, error } = await knowNode();
const instead = content => {
  document.getElementById('opening').remove();
  render(alone(content), document.body);
};
if (error?.code === 401)
  instead(
    door(error.message, token => {
      signIn(token);
      location.reload();
    }),
  );
else if (!node) instead(html`<p role="alert">${error.message}</p>`);
else if (node.classes.length === 0)
  instead(html`<p role="alert">This node syncs no class yet: name some under syncro.models in its configuration.</p>`);
else {
  const { run } = await import('./run.js');
  await run(node, fresh);
}
