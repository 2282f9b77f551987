import type { KeyObject } from 'node:crypto';
import { list, object, oneOf, readExact, text } from './kinds.ts';
import { JWK, keyOf, thumbprintOf, type Jws, isSignedBy } from './jws.ts';
import { jsonFile, type Files } from './manifest.ts';
import { Refused, type Tally } from './tally.ts';

const FILE = 'keys.json';

const KIND = object({
  keys: list(
    object({
      use: oneOf('checkpoint', 'witness'),
      name: text,
      from: oneOf('local', 'key-vault'),
      jwk: JWK,
    }),
  ),
});

export interface Key {
  readonly use: 'checkpoint' | 'witness';
  readonly name: string;
  readonly from: 'local' | 'key-vault';
  readonly kid: string;
  readonly key: KeyObject;
}

export type Keys = readonly Key[];

/** The keys of a pack: each under its own thumbprint, none for both uses. */
export function readKeys(files: Files, tally: Tally): Keys {
  const found: Key[] = [];
  const { keys } = readExact(KIND, jsonFile(files, FILE), FILE);
  keys.forEach(({ use, name, from, jwk }, index) => {
    const place = `${FILE} key ${index + 1}`;
    tally.count('keys');
    tally.attempt('keys', () => {
      const kid = thumbprintOf(jwk);
      if (jwk.kid !== kid) throw new Refused(place, 'does not bear its own thumbprint');
      const same = found.find((other) => other.kid === kid);
      if (same !== undefined)
        throw new Refused(
          place,
          same.use === use
            ? 'stands there twice'
            : 'signs checkpoints and witnesses them: nobody is their own witness',
        );
      found.push({ use, name, from, kid, key: keyOf(jwk, place) });
    });
  });
  return found;
}

/** The key that signed this, after its signature was checked. */
export function signerOf(jws: Jws, keys: Keys, use: Key['use'], place: string): Key {
  const key = keys.find(({ kid }) => kid === jws.kid);
  if (jws.typ !== `audit-steward-${use}`) throw new Refused(place, `is not signed as a ${use}`);
  if (key === undefined) throw new Refused(place, `names a key that is not in ${FILE}: ${jws.kid}`);
  if (key.use !== use) throw new Refused(place, `is signed with a key that is not for a ${use}`);
  if (!isSignedBy(jws, key.key))
    throw new Refused(place, 'has a signature that does not fit: it was changed');
  return key;
}
