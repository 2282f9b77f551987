import type { ServerResponse } from 'node:http';
import type { ChatStore } from './teams-store.ts';
import { shown } from './teams-shown.ts';

/** Tells open pages what changed, as Server-Sent Events that can be resumed. */
export interface Live {
  /** `after` is the last event id that the page has seen, in the form `<epoch>.<version>`. */
  follow(response: ServerResponse, place: string, after: string | undefined): void;
  changed(place: string): void;
  typing(place: string, thread: string | undefined): void;
  reset(): void;
  close(): void;
}

interface Follower {
  readonly response: ServerResponse;
  readonly place: string;
  seen: number;
}

const HEARTBEAT = 15_000;
const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Accel-Buffering': 'no',
};

const event = (name: string, data: unknown, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

export function liveOver(store: ChatStore): Live {
  const followers = new Set<Follower>();
  const beat = setInterval(
    () => followers.forEach(({ response }) => response.write(':\n\n')),
    HEARTBEAT,
  );
  beat.unref();

  const catchUp = (follower: Follower): void => {
    for (const message of store.changedAfter(follower.place, follower.seen)) {
      follower.seen = message.version;
      const id = `${store.epoch()}.${message.version}`;
      follower.response.write(event('message', shown(message), id));
    }
  };
  const start = (follower: Follower, after: string | undefined): void => {
    const seen = versionIn(after, store.epoch());
    follower.seen = seen ?? 0;
    if (after !== undefined && seen === undefined) follower.response.write(event('reset', {}));
    catchUp(follower);
    follower.response.write(event('ready', {}));
  };

  return {
    follow(response, place, after) {
      response.writeHead(200, HEADERS);
      response.write('retry: 1000\n\n');
      const follower: Follower = { response, place, seen: 0 };
      start(follower, after);
      followers.add(follower);
      response.on('close', () => followers.delete(follower));
    },
    changed: (place) => at(followers, place).forEach(catchUp),
    typing: (place, thread) =>
      at(followers, place).forEach(({ response }) =>
        response.write(event('typing', { thread: thread ?? null })),
      ),
    reset: () => followers.forEach((follower) => start(follower, 'before the reset')),
    close() {
      clearInterval(beat);
      followers.forEach(({ response }) => response.end());
    },
  };
}

const at = (followers: ReadonlySet<Follower>, place: string): readonly Follower[] =>
  [...followers].filter((follower) => follower.place === place);

function versionIn(after: string | undefined, epoch: string): number | undefined {
  const [from, version] = (after ?? '').split('.');
  return from === epoch && /^\d{1,15}$/.test(version ?? '') ? Number(version) : undefined;
}
