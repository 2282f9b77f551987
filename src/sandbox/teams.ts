import type { IncomingMessage, ServerResponse } from 'node:http';
import { botAt } from './teams-bot.ts';
import { connector } from './teams-connector.ts';
import { Answer, sendJson } from './teams-http.ts';
import { LIMITS, type Limits } from './teams-limits.ts';
import { liveOver } from './teams-live.ts';
import { answer, type Running } from './teams-routes.ts';
import type { Tokens } from './tokens.ts';
import { openChatStore } from './teams-store.ts';

export interface TeamsOptions {
  /** `teams.sqlite` is kept there. */
  readonly folder: string;
  readonly clock: { now(): Date };
  /** Where the bot takes activities, such as `http://127.0.0.1:3978/api/messages`. */
  readonly botEndpoint: string;
  /** Sent with each activity, such as `http://127.0.0.1:3978/sandbox/connector`. */
  readonly serviceUrl: string;
  readonly log?: (message: string, details: Readonly<Record<string, unknown>>) => void;
  /** What a client gets when somebody signs in. */
  readonly signedIn?: Tokens['signedIn'];
  readonly limits?: Limits;
  /** Milliseconds that the bot has for a turn. */
  readonly patience?: number;
}

/** Microsoft Teams for the sandbox: the Bot Connector, and the page where people chat. */
export interface Teams {
  /** True when the path was its own. To be called with the request's body unread. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Forgets every message and who has opened what; open pages start anew. */
  reset(): void;
  /** Ends the open event streams and closes the file. */
  close(): void;
}

/** Opens the chat's file and stands ready; nothing listens by itself. */
export function createTeams(options: TeamsOptions): Teams {
  const { folder, clock, serviceUrl, botEndpoint, limits = LIMITS, patience } = options;
  const store = openChatStore(folder);
  const live = liveOver(store);
  const deliver = botAt(botEndpoint, patience);
  const connect = connector({ store, live, clock, serviceUrl, limits });
  const { signedIn } = options;
  const running: Running = { store, live, clock, serviceUrl, deliver, connect, signedIn };
  return {
    async handle(request, response) {
      const url = addressOf(request);
      if (url === undefined || !isOurs(url.pathname)) return false;
      await answer(running, request, response, url).catch((error: unknown) => {
        fail(options.log, response, url.pathname, error);
      });
      return true;
    },
    reset() {
      store.clear();
      live.reset();
    },
    close() {
      live.close();
      store.close();
    },
  };
}

// Of a request the path counts alone; a path such as `//x` is no address by itself.
function addressOf({ url = '/' }: IncomingMessage): URL | undefined {
  return URL.parse(`http://127.0.0.1${url.startsWith('/') ? url : '/'}`) ?? undefined;
}

const OURS = /^\/(?:$|sandbox\/(?:page|teams|connector\/+v3)(?:\/|$))/;
const isOurs = (path: string): boolean => OURS.test(path);

function fail(
  log: TeamsOptions['log'],
  response: ServerResponse,
  path: string,
  error: unknown,
): void {
  if (response.headersSent) return void response.end();
  if (error instanceof Answer) return sendJson(response, error.status, error.body, error.headers);
  log?.('The sandbox could not answer.', { path, error });
  sendJson(response, 500, { error: 'The sandbox could not answer; see its log.' });
}
