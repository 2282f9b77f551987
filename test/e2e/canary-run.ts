/** A process that plays a whole run and prints every access token that it has used. */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { join } from 'node:path';
import { isGood, play, SCRIPTS } from '../../src/cli/demo/play.ts';
import { DAN, peopleAt } from '../../src/cli/demo/people.ts';
import { askAround } from '../../src/cli/demo/questions.ts';
import { startSteward } from '../../src/compose/steward.ts';
import { readConfig } from '../../src/config.ts';
import { standingOf } from '../../src/core/standing.ts';
import { writeEvidence } from './evidence-written.ts';

const PEOPLE = [1, 2, 3, 4, 5, 6].map((each) => `aaaaaaaa-0000-4000-8000-00000000000${each}`);
const EVE = PEOPLE[4] ?? '';
const [, , folder = ''] = process.argv;
const tokens = new Set<string>();

/** Node tells of every request that leaves this process, whoever makes it. */
subscribe('http.client.request.start', (message) => {
  const { request } = message as { readonly request: unknown };
  const header = request instanceof ClientRequest ? request.getHeader('authorization') : undefined;
  const [, token] = /^Bearer (.+)$/.exec(String(header)) ?? [];
  if (token !== undefined) tokens.add(token);
});

const reading = readConfig({
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
  LOG_LEVEL: 'trace',
  SANDBOX_EXCHANGE_LOG: join(folder, 'exchanges.ndjson'),
});
if (!reading.ok) throw new Error(reading.faults.join(' '));
const steward = await startSteward(reading.config);
const people = peopleAt(steward.address);
const script = SCRIPTS['dynamics-auditing'] ?? [];
const run = await play(script, people, steward.runs, () => undefined);
const standing = standingOf(await steward.runs.read(run));
const say = ['status', `health ${run}`, `plan ${run}`, `report ${run}`, 'work', 'approvals'];
for (const text of say) await people.say(PEOPLE[0] ?? '', text);
await askAround(people, () => undefined);
const ofDan = JSON.stringify(await people.messagesOf(DAN));
const [question = ''] = /\bQ[2-9A-HJ-NP-Z]{5}\b/.exec(ofDan) ?? [];
for (const verb of ['records', 'export', 'compare']) await people.say(DAN, `${verb} ${question}`);
// What an auditor gets to read of the seal and of the period.
for (const text of ['checkpoint', 'compliance last 30 days', `evidence ${run}`])
  await people.say(EVE, text);
/** Everybody reads the same there. */
async function inChannel(): Promise<string> {
  const messages = `/sandbox/teams/messages?person=${EVE}&conversation=channel`;
  return (await fetch(new URL(messages, steward.address))).text();
}
await people.until('the phrase of a checkpoint is in the channel', async () =>
  (await inChannel()).includes('Keep this message') ? true : undefined,
);
const mine = await Promise.all(PEOPLE.map((person) => people.messagesOf(person)));
const shown = { mine, channel: await inChannel() };
const metrics = await (await fetch(new URL('/metrics', steward.address))).text();
await steward.stop();
await writeEvidence(reading.config, run, join(folder, 'evidence'));
console.log(JSON.stringify({ good: isGood(standing), tokens: [...tokens], shown, metrics }));
