const BUTTONS = ['imBack', 'messageBack'];

/** What the press of an `Action.Submit` says for the person. */
export function submitted(data, replyToId) {
  const { msteams, ...rest } = data;
  if (!BUTTONS.includes(msteams?.type)) return { value: data, replyToId };
  if (msteams.type === 'imBack') return { text: String(msteams.value) };
  const { text, displayText, value } = msteams;
  return {
    ...(text === undefined ? {} : { text: String(text) }),
    ...(displayText === undefined ? {} : { displayText: String(displayText) }),
    value: typeof value === 'object' && value !== null ? { ...value, ...rest } : (value ?? rest),
    replyToId,
  };
}

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';
const LOGIN = 'application/vnd.microsoft.activity.loginRequest';
const WRONG = 'Something went wrong. Please try again.';

/** What a client makes of the answer to an `Action.Execute`. */
export function explain({ status, body }) {
  if (status !== 200)
    return {
      problem: status === 504 || status === 502 ? 'Unable to reach app. Please try again.' : WRONG,
    };
  const { statusCode = 200, type, value } = body ?? {};
  if (statusCode === 200 && type === CARD && value?.type === 'AdaptiveCard') return { card: value };
  if (statusCode === 200 && type === MESSAGE) return { says: String(value) };
  if (statusCode === 401 && type === LOGIN && value?.tokenExchangeResource)
    return { signIn: value };
  if (statusCode === 200 && type === undefined) return {};
  return { problem: value?.message ?? WRONG };
}
