import { suggest } from '../../../core/suggest.ts';
import type { Question } from '../../../core/walkthrough.ts';
import type { Environment } from '../../../gateways/environments.ts';
import type { EnvironmentAnswer } from '../answers.ts';
import { isProduction } from '../steps/environment-fit.ts';
import type { World } from '../world.ts';

const isUsable = ({ state, platformSku }: Environment): boolean =>
  state === 'Ready' && platformSku !== 'Lite';

const titleOf = ({ name, sku, url }: Environment): string =>
  `${name} · ${sku} · ${new URL(url).host}${isProduction(sku) ? '' : ' · changes only'}`;

const answerOf = ({
  id,
  name,
  url,
  apiUrl,
  organisationId,
  sku,
}: Environment): EnvironmentAnswer => ({
  id,
  name,
  url,
  apiUrl,
  organisationId,
  sku,
});

/** Matched by id, name, host, or place in the list; names need not be unique. */
function pick(typed: string, usable: readonly Environment[]): readonly Environment[] {
  const text = typed.trim().toLowerCase();
  const named = usable.filter(({ id, name, url }) =>
    [id.toLowerCase(), name.toLowerCase(), new URL(url).host].includes(text),
  );
  if (named.length > 0 || !/^\d{1,3}$/.test(text)) return named;
  const place = Number(text);
  return usable.filter((_each, index) => index + 1 === place);
}

function problemWith(typed: string, found: readonly Environment[], usable: readonly Environment[]) {
  if (typed.trim() === '') return 'Choose an environment.';
  if (found.length > 1)
    return `Several environments have this name. Say which address: ${found.map(({ url }) => new URL(url).host).join(', ')}.`;
  const names = usable.map(({ name }) => name);
  const lower = new Map(names.map((name) => [name.toLowerCase(), name]));
  const meant = suggest(typed.trim().toLowerCase().slice(0, 100), [...lower.keys()]);
  const hint =
    meant.length > 0
      ? `Did you mean ${meant.map((name) => lower.get(name)).join(' or ')}?`
      : `Choose one of: ${names.join(', ')}.`;
  return `I know no such environment. ${hint}`;
}

export const environmentQuestion = (world: World): Question => ({
  id: 'environment',
  async form() {
    const all = await world.environments.list();
    const usable = all.filter(isUsable);
    const left = all
      .filter((each) => !isUsable(each))
      .map(
        ({ name, platformSku, state }) =>
          `${name} is not offered: ${platformSku === 'Lite' ? 'Dataverse for Teams has no such settings' : `its state is ${state}`}.`,
      );
    return {
      title: 'Which environment?',
      intro: [
        'Each environment has switches of its own. Reads are logged from production environments only; elsewhere changes are.',
      ],
      fields: [
        {
          id: 'environment',
          label: 'Environment',
          kind: 'one',
          required: true,
          options: usable.map((each) => ({ value: each.id, title: titleOf(each) })),
        },
      ],
      typed: 'environment',
      example: usable[0]?.name ?? 'Contoso Sales',
      notes: [
        ...left,
        ...(usable.length === 0
          ? [
              'No environment with Dataverse can be seen. Register the bot as a management application first: see the README.',
            ]
          : []),
      ],
    };
  },
  async read(_answers, input) {
    const usable = (await world.environments.list()).filter(isUsable);
    const typed = input['environment'] ?? '';
    const found = pick(typed, usable);
    const [only] = found;
    return only !== undefined && found.length === 1
      ? { kind: 'answered', answers: { environment: answerOf(only) } }
      : { kind: 'refused', problem: problemWith(typed, found, usable) };
  },
});
