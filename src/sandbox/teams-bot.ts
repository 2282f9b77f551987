/** What the bot's endpoint answered. Status 504 stands for no answer in time, 502 for none. */
export interface BotAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Hands one activity to the bot. */
export type Deliver = (activity: unknown) => Promise<BotAnswer>;

/** The service gives up on a turn after 10 to 15 seconds. */
const PATIENCE = 15_000;

const failure = (status: number, code: string, message: string): BotAnswer => ({
  status,
  body: { error: { code, message } },
});

export const botAt =
  (endpoint: string, patience = PATIENCE): Deliver =>
  async (activity) => {
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(activity),
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      });
      return { status: response.status, body: parsed(await response.text()) };
    } catch (error) {
      return unanswered(error);
    }
  };

const unanswered = (error: unknown): BotAnswer =>
  error instanceof Error && error.name === 'TimeoutError'
    ? failure(504, 'GatewayTimeout', 'The bot did not answer in time.')
    : failure(502, 'BadGateway', 'The bot could not be reached.');

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const succeeded = ({ status }: BotAnswer): boolean => status >= 200 && status < 300;
