import type { CryptographyClient, KeyVaultKey } from '@azure/keyvault-keys';
import { GatewayError } from '../../core/errors.ts';
import { thumbprintOf, type PublicJwk } from '../../evidence/jws.ts';
import type { OpenSigner } from '../../evidence/signer.ts';
import type { Http } from './client.ts';
import { openVault, type KeyVaultOptions } from './key-vault-door.ts';

/** The parts of `https://<vault>/keys/<name>` or of one version of it; undefined: it is no such address. */
export function findKeyAddress(address: string) {
  const url = URL.parse(address);
  const [, name, version] =
    /^\/keys\/([0-9a-z-]{1,127})(?:\/([0-9a-f]{32}))?\/?$/i.exec(url?.pathname ?? '') ?? [];
  if (url === null || name === undefined || url.search !== '' || url.hash !== '') return undefined;
  return { vault: url.href.slice(0, -url.pathname.length), name, version };
}

/**
 * Signs with a key in Key Vault. It is looked up each time, so that a version made by rotation is
 * used from then on; what was signed names the version's own thumbprint.
 */
export function vaultSigner(
  http: Http,
  options: Omit<KeyVaultOptions, 'spreading'>,
  address: string,
): OpenSigner {
  const found = findKeyAddress(address);
  if (found === undefined) throw new Error('The address is none of a key in Key Vault.');
  const { vault: url, name, version } = found;
  const spreading = () => Promise.resolve(false);
  const door = openVault(http, { ...options, spreading }, { id: '', url });

  return async () => {
    const doing = `Reading the key ${name}, which signs the evidence,`;
    const wanted = version === undefined ? {} : { version };
    const [key, signing] = await door.ask({ doing }, async (client, given) => {
      const read = await client.getKey(name, { ...given, ...wanted });
      const at = read.properties.version;
      return [read, client.getCryptographyClient(name, at === undefined ? {} : { keyVersion: at })];
    });
    const jwk = jwkOf(key);
    return {
      ...{ kid: await thumbprintOf(jwk), jwk, from: 'key-vault' },
      name: `${url}/keys/${name}`,
      sign: (data) =>
        door.ask({ doing: `Signing with the key ${name}` }, (_client, given) =>
          signedWith(signing, data, given),
        ),
    };
  };
}

const ALGORITHM = 'ES256';
const LENGTH = 64;

async function signedWith(
  client: CryptographyClient,
  data: Uint8Array,
  options: Parameters<CryptographyClient['signData']>[2],
): Promise<Uint8Array> {
  const { result } = await client.signData(ALGORITHM, data, options);
  if (result.length !== LENGTH) throw unfit('gave a signature of another kind');
  return result;
}

function jwkOf({ key }: KeyVaultKey): PublicJwk {
  const { kty, crv, x, y, keyOps } = key ?? {};
  const isCurve = kty === 'EC' || kty === 'EC-HSM';
  if (!isCurve || crv !== 'P-256' || x === undefined || y === undefined)
    throw unfit('is no EC key on the curve P-256');
  if (keyOps !== undefined && !keyOps.includes('sign')) throw unfit('is not allowed to sign');
  return { kty: 'EC', crv, x: textOf(x), y: textOf(y) };
}

/** 32 bytes each, leading zeros and all. */
const textOf = (bytes: Uint8Array): string =>
  Buffer.from([...new Uint8Array(Math.max(0, LENGTH / 2 - bytes.length)), ...bytes]).toString(
    'base64url',
  );

const unfit = (what: string): GatewayError =>
  new GatewayError(
    `The key that is to sign the evidence ${what}. Make an EC key on P-256 that may sign, and name ` +
      'it in EVIDENCE_KEY or WITNESS_KEY.',
    { status: 0, code: 'KeyUnfit', transient: false },
  );
