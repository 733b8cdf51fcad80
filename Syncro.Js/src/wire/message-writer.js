import { quote } from '../scribes/json-text.js';
import { writeCursor, writePlace, writeScribe } from './scribe-writer.js';

/**
 * A message as the text of one WebSocket message.
 * @param {import('./messages.js').Message} message
 */
export function writeMessage(message) {
  const id = message.id === null || message.id === undefined ? '' : `,"id":${message.id}`;
  return `{"type":${quote(message.type)}${fieldsOf(message)}${id}}`;
}

function fieldsOf(message) {
  switch (message.type) {
    case 'hello':
      return `,${writeGreeting(message.greeting)}`;
    case 'sync':
      return `,"from":${writeCursor(message.from)},"own":${message.own}${rejectedIn(message)}`;
    case 'ack':
      return `,${writePlace(message)}${rejectedIn(message)}`;
    case 'add_scribes':
      return `,${writePlace(message)},"scribes":${writeScribes(message.scribes)}`;
    case 'response':
      return `,"result":${resultOf(message.result)}`;
    case 'error':
      return `,"code":${message.code}${message.message ? `,"message":${quote(message.message)}` : ''}`;
    default:
      return '';
  }
}

function resultOf(result) {
  switch (result.kind) {
    case 'page':
      return `{"scribes":${writeScribes(result.scribes)},${writePlace(result)},"more":${result.more}}`;
    case 'reset':
      return '{"reset":true}';
    case 'pushed':
      return `{"position":${result.position},"rejected":${writeRejected(result.rejected)}}`;
    case 'greeted':
      return `{"relay":${result.relay},${writeGreeting(result.greeting)}}`;
    default:
      return result.json;
  }
}

function writeGreeting(greeting) {
  const { protocol, space, client, token, journal, head, mark, seen, features, classes, now } = greeting;
  return (
    `"protocol":${protocol},"space":${quote(space)},"client":${quote(client)}${token ? `,"token":${quote(token)}` : ''}` +
    `,"journal":${quote(journal)},"head":${head},"mark":${quote(mark)},"seen":${writeCursor(seen)}` +
    `,"features":${list(features)},"classes":${classes === '*' ? '"*"' : list(classes)},"now":${now}`
  );
}

const list = names => `[${names.map(quote).join(',')}]`;

const writeScribes = scribes =>
  `[${scribes.map(({ id, scribe, endsSet }) => writeScribe(id, scribe, endsSet)).join(',')}]`;

const rejectedIn = ({ rejected }) => (rejected?.length > 0 ? `,"rejected":${writeRejected(rejected)}` : '');

const writeRejected = rejected =>
  `[${rejected.map(({ id, code, message }) => `{"id":${id},"code":${code},"message":${quote(message)}}`).join(',')}]`;
