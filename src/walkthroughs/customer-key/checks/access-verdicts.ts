import type { Vault } from '../../../gateways/azure-vaults.ts';
import type { ServicePrincipal } from '../../../gateways/service-principals.ts';
import { isUnread } from '../../verdict.ts';
import { APPLICATION_NAMES, APPLICATIONS } from '../applications.ts';
import type { BranchSeen, Observation } from '../observation.ts';
import { fail, given, listed, note, ofVault, pass, unread, verdict } from './check.ts';
import { isSame } from '../same.ts';
import type { Weighed } from './check.ts';
import { administratorsOf, isBroader, missingPolicies, usableRoles } from './rights.ts';
import type { Administrator } from './rights.ts';

export const NAME = APPLICATION_NAMES[APPLICATIONS.encryption];

export const judgeApplication = (found: ServicePrincipal | undefined): Weighed => {
  if (found === undefined) return fail(`${NAME} is not in this tenant yet.`);
  const right = isSame(found.appId, APPLICATIONS.encryption);
  return verdict(
    right && found.enabled,
    `${found.name}, application ${found.appId}: ${found.enabled ? 'switched on' : 'switched off'}.`,
  );
};

/** Whether the application has rights in each of the two models, whichever counts. */
interface Held {
  readonly vault: Vault;
  readonly byRole: boolean;
  readonly broader: boolean;
  readonly missing: readonly string[];
}

export const ofHeld = (
  branch: BranchSeen,
  { encryption }: Observation,
  judge: (held: Held) => Weighed,
): Weighed =>
  ofVault(branch, (vault) =>
    given(encryption, (application) =>
      given(branch.granted, (granted) => {
        if (application === undefined) return unread(`${NAME} is not in this tenant yet.`);
        const roles = usableRoles(granted);
        return judge({
          vault,
          byRole: roles.length > 0,
          broader: roles.length > 0 && roles.every(isBroader),
          missing: missingPolicies(vault, application.id),
        });
      }),
    ),
  );

export function judgeRights({ vault, byRole, broader, missing }: Held): Weighed {
  if (vault.permissionModel === 'roles')
    return broader
      ? note(`${NAME} holds a role that allows more than it needs.`)
      : verdict(byRole, byRole ? `${NAME} holds its role.` : `${NAME} holds no fitting role.`);
  return verdict(
    missing.length === 0,
    missing.length === 0 ? `${NAME} is listed.` : `${NAME} lacks ${missing.join(', ')}.`,
  );
}

export function judgeModel({ vault, byRole, missing }: Held): Weighed {
  const byPolicy = missing.length === 0;
  const roles = vault.permissionModel === 'roles';
  const counts = roles ? byRole : byPolicy;
  const other = roles ? byPolicy : byRole;
  const model = roles ? 'Azure roles' : 'access policies';
  return verdict(
    counts || !other,
    other && !counts
      ? `The vault goes by ${model}; the rights are in the other model, where they do nothing.`
      : `The vault goes by ${model}.`,
  );
}

/** Whether an application has rights of either kind. */
const has = (branch: BranchSeen, vault: Vault, id: string): boolean =>
  (!isUnread(branch.rights) &&
    usableRoles(branch.rights).some(({ principal }) => isSame(principal, id))) ||
  missingPolicies(vault, id).length === 0;

export const judgeWrong = (branch: BranchSeen, seen: Observation): Weighed =>
  ofHeld(branch, seen, ({ vault, byRole, missing }) =>
    given(branch.rights, () =>
      given(seen.exchange, (exchange) =>
        given(seen.sharePoint, (sharePoint) => {
          const wrong = [exchange, sharePoint]
            .filter((one) => one !== undefined)
            .filter(({ id }) => has(branch, vault, id))
            .map(({ name }) => name);
          const right = vault.permissionModel === 'roles' ? byRole : missing.length === 0;
          return verdict(
            right || wrong.length === 0,
            `Rights for the wrong one: ${listed(wrong)}.`,
          );
        }),
      ),
    ),
  );

export const judgeIds = (branch: BranchSeen, { settings }: Observation): Weighed =>
  ofVault(branch, ({ accessPolicies }) => {
    const ids: readonly string[] = [...Object.values(APPLICATIONS), settings.applicationId];
    const found = accessPolicies
      .map(({ objectId }) => objectId)
      .filter((objectId) => ids.some((id) => isSame(id, objectId)));
    return verdict(found.length === 0, `Entries made out to an application id: ${listed(found)}.`);
  });

const named = ({ type, principal, by }: Administrator): string =>
  `${type === '' ? 'object' : type} ${principal} (${by})`;

/** Everybody who administers this vault's keys, and which of them is the bot. */
const ofAdministrators = (
  branch: BranchSeen,
  { bot }: Observation,
  judge: (people: readonly Administrator[], own: readonly Administrator[]) => Weighed,
): Weighed =>
  ofVault(branch, (vault) =>
    given(branch.rights, (rights) =>
      given(bot, (self) => {
        const all = administratorsOf(vault, rights);
        const isOwn = ({ principal }: Administrator) => isSame(principal, self?.id ?? '');
        return judge(
          all.filter((one) => !isOwn(one)),
          all.filter(isOwn),
        );
      }),
    ),
  );

export const judgeStanding = (branch: BranchSeen, seen: Observation): Weighed =>
  ofAdministrators(branch, seen, (people, own) => {
    if (people.length > 0) return fail(`Standing: ${listed(people.map(named))}.`);
    return own.length === 0
      ? pass('Nobody holds such a right for good.')
      : note(`Only this bot does: ${listed(own.map(({ by }) => by))}. It never deletes or purges.`);
  });

export const judgeDuties = (seen: Observation): Weighed => {
  const [one, other] = seen.branches;
  return ofAdministrators(one, seen, (first) =>
    ofAdministrators(other, seen, (second) => {
      const shared = first.filter(({ principal }) =>
        second.some((each) => isSame(each.principal, principal)),
      );
      const ids = [
        ...new Set(shared.map(({ type, principal }) => `${type || 'object'} ${principal}`)),
      ];
      return verdict(ids.length === 0, `Administer both: ${listed(ids)}.`);
    }),
  );
};
