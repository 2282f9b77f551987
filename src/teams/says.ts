/** What the bot says when it does not do what was asked. Each names what to do next. */
export const SAYS = {
  foreign: 'This bot does not serve your organisation.',
  nobody:
    'I cannot tell who you are: your account has no directory id here. Sign in to Teams with your work account and try again.',
  fast: 'That was a lot at once. I listen again in a minute.',
  crowded: 'I am still working on your earlier messages here. Wait for my answer, then go on.',
  unclear: 'I do not understand this button. Type status to get a fresh card.',
  working: 'This is being worked on. The card is updated when it is done.',
  late: 'This takes longer than it should. Type status to see where it stands.',
  conflict:
    'Somebody answered here at the same moment, so your last message was not used. Please send it again.',
  fault: (reference: string): string =>
    `Something went wrong on my side, and nothing was changed by this message. Try again; if it stays, give your administrator the reference ${reference}.`,
  pressFault: (reference: string): string =>
    `Something went wrong on my side. Type status to see where it stands; if it stays, give your administrator the reference ${reference}.`,
} as const;
