import { DAN, type People } from './people.ts';

type Tell = (line: string) => void;

/** What each source is asked, and what an answer from it says. */
const ASKED = [
  { text: 'who exported contacts to Excel last week from sentinel?', says: /Log Analytics\. / },
  { text: 'what happened in the last 3 days from the archive?', says: /The bot’s archive\. / },
  {
    text: 'who deleted accounts in the last 3 days from graph?',
    says: /Microsoft Graph audit search\. /,
  },
] as const;

const DAYS = 2;

/** Once records flow, Dan asks each place that they can come from, and waits for what it says. */
export async function askAround(people: People, tell: Tell): Promise<void> {
  for (let day = 0; day < DAYS; day += 1) await people.advance('PT24H');
  tell(`Time passes: ${DAYS} days.`);
  for (const { text, says } of ASKED) {
    tell(`Dan: ${text}`);
    await people.say(DAN, text);
    await people.until(`there is an answer to: ${text}`, () => answered(people, says), 120);
    tell('  There is an answer.');
  }
}

/** Searches take hours of the tenant's time: these are not waited for. */
async function answered(people: People, says: RegExp): Promise<true | undefined> {
  if (says.test(JSON.stringify(await people.messagesOf(DAN)))) return true;
  const { nextDue, clock } = await people.state();
  const away = Date.parse(nextDue ?? '') - Date.parse(clock.now);
  if (away > 2_000) await people.advance(`PT${Math.ceil(away / 1000)}S`);
  return undefined;
}
