import type { ServiceAnswer } from '../service.ts';
import { read, Rotation } from './bodies.ts';
import { latest, secondsNow, type RotationPolicy } from './documents.ts';
import { getKey } from './find.ts';
import { likeKey, sizeOf } from './material.ts';
import { add } from './create.ts';
import { badParameter } from './refused.ts';
import { nameAt, noted, type Ask } from './route.ts';
import { originOf } from './view.ts';

const SPAN = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/;

/** When a version made now expires by the policy; undefined when the policy sets no expiry. */
export function expiryOf(policy: RotationPolicy | undefined, now: number): number | undefined {
  const [, years = '0', months = '0', days = '0'] = SPAN.exec(policy?.expiryTime ?? '') ?? [];
  if (policy?.expiryTime === undefined) return undefined;
  const date = new Date(now * 1000);
  date.setUTCMonth(date.getUTCMonth() + Number(years) * 12 + Number(months));
  date.setUTCDate(date.getUTCDate() + Number(days));
  return Math.floor(date.getTime() / 1000);
}

/** What a key has that nobody gave a policy. */
const USUAL = [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } }];

const drawn = ({ vault }: Ask, name: string, policy: RotationPolicy | undefined) => ({
  id: `${originOf(vault)}/keys/${name}/rotationpolicy`,
  lifetimeActions: policy?.lifetimeActions ?? USUAL,
  attributes:
    policy === undefined
      ? { expiryTime: null }
      : {
          expiryTime: policy.expiryTime ?? null,
          created: policy.created,
          updated: policy.updated,
        },
});

/** GET /keys/{name}/rotationpolicy. */
export function readRotation(ask: Ask): ServiceAnswer {
  const key = getKey(ask, nameAt(ask, 0));
  return { status: 200, body: drawn(ask, key.name, key.policy) };
}

/** PUT /keys/{name}/rotationpolicy. */
export function putRotation(ask: Ask): ServiceAnswer {
  const key = getKey(ask, nameAt(ask, 0));
  const wanted = read(Rotation, ask.request.body);
  const now = secondsNow(ask.azure.tenant);
  const expiryTime = wanted.attributes.expiryTime ?? undefined;
  const policy: RotationPolicy = {
    lifetimeActions: wanted.lifetimeActions,
    ...(expiryTime === undefined ? {} : { expiryTime }),
    ...{ created: key.policy?.created ?? now, updated: now },
  };
  checkPolicy(policy, now);
  ask.azure.tenant.together(() => {
    ask.keys.put({ ...key, policy });
    noted(ask, 'keys/rotationpolicy', key.name, { expiryTime });
  });
  return { status: 200, body: drawn(ask, key.name, policy) };
}

const WEEKS = 28 * 24 * 3600;

function checkPolicy(policy: RotationPolicy, now: number): void {
  const expires = expiryOf(policy, now);
  if (expires !== undefined && expires - now < WEEKS)
    throw badParameter('Property expiryTime has invalid value: it must be at least 28 days.');
  const rotations = policy.lifetimeActions.filter(({ action }) =>
    /^rotate$/i.test(action?.type ?? ''),
  );
  if (rotations.length > 1) throw badParameter('Property lifetimeActions names rotate twice.');
  const late = rotations.some(({ trigger }) => typeof trigger?.timeBeforeExpiry === 'string');
  if (late && expires === undefined)
    throw badParameter('Property timeBeforeExpiry needs an expiryTime.');
}

/** POST /keys/{name}/rotate: a new version like the last one. */
export async function rotate(ask: Ask): Promise<ServiceAnswer> {
  const key = getKey(ask, nameAt(ask, 0));
  const { kty, operations, pem: last, tags } = latest(key);
  ask.limit('create', kty, sizeOf(last));
  const pem = await likeKey(last);
  const made = { kty, operations, attributes: {}, pem, ...(tags && { tags }) };
  return add(ask, key.name, made, 'keys/rotate');
}
