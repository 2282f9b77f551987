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

/** Matched by id, name, host, or its place in the list. */
function pick(typed: string, usable: readonly Environment[]): Environment | undefined {
  const text = typed.trim().toLowerCase();
  const byPlace = /^\d{1,3}$/.test(text) ? usable[Number(text) - 1] : undefined;
  return (
    usable.find(({ id, name, url }) =>
      [id.toLowerCase(), name.toLowerCase(), new URL(url).host].includes(text),
    ) ?? byPlace
  );
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
    if (found !== undefined) return { kind: 'answered', answers: { environment: answerOf(found) } };
    const names = usable.map(({ name }) => name);
    const meant = suggest(typed.trim(), names);
    const hint =
      meant.length > 0
        ? `Did you mean ${meant.join(' or ')}?`
        : `Choose one of: ${names.join(', ')}.`;
    return {
      kind: 'refused',
      problem: typed === '' ? 'Choose an environment.' : `I know no such environment. ${hint}`,
    };
  },
});
