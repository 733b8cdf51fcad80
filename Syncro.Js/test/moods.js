// What a server that a test holds in its hands may do besides.

/** The server is away. */
export const leave = server => {
  server.open = false;
  server.live.end();
};

/** A server that takes what is sent and doesn't answer; `answer` does. */
export function silent(server) {
  const taken = [];
  server.page = (socket, page) => taken.push([socket, page]);
  const answer = () => {
    delete server.page;
    for (const [socket, page] of taken.splice(0)) server.page(socket, page);
  };
  return { taken, answer };
}
