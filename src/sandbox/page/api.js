/** A request that was answered with a refusal; the message is a sentence for people. */
export class Refused extends Error {
  constructor(status, body) {
    super(sentenceOf(body) ?? `The sandbox answered with status ${status}.`);
    this.status = status;
    this.body = body;
  }
}

const sentenceOf = (body) =>
  typeof body?.error === 'string' ? body.error : (body?.error?.message ?? body?.message);

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  }).catch(() => {
    throw new Refused(0, { error: 'The sandbox cannot be reached at the moment.' });
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

export const get = (path) => call('GET', path);
export const post = (path, body) => call('POST', path, body);
export const remove = (path) => call('DELETE', path);

export const people = () => get('/sandbox/teams/people');
export const open = (who) => post('/sandbox/teams/open', who);
export const say = (who, what) => post('/sandbox/teams/say', { ...who, ...what });
export const press = (who, what) => post('/sandbox/teams/press', { ...who, ...what });
export const consent = (who, what) => post('/sandbox/teams/consent', { ...who, ...what });

/** Follows a conversation; reconnects by itself and goes on where it stopped. */
export function follow({ person, conversation }, handlers) {
  let source;
  let last;
  let again;
  const connect = () => {
    const query = new URLSearchParams({ person, conversation, ...(last ? { after: last } : {}) });
    source = new EventSource(`/sandbox/teams/events?${query}`);
    for (const name of ['message', 'typing', 'reset', 'ready'])
      source.addEventListener(name, (event) => {
        if (event.lastEventId) last = event.lastEventId;
        handlers[name](JSON.parse(event.data));
      });
    source.onopen = () => handlers.connected(true);
    source.onerror = () => {
      handlers.connected(false);
      // The browser tries again by itself unless it was answered with an error.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(connect, 2000);
    };
  };
  connect();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
