import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { latest } from '../key-vault/documents.ts';
import { rsaKey, sizeOf } from '../key-vault/material.ts';
import {
  type Cmdlet,
  Failed,
  findText,
  getText,
  type Given,
  isOn,
  type Parameters,
} from './cmdlet.ts';
import { getFile, writeFile } from './files.ts';
import { Bundle, drawnKey } from './key-view.ts';
import type { Session } from './session.ts';
import { listOf, textOf, type Value } from './values.ts';

const WHICH: Parameters = { VaultName: 'text', Name: 'text', Version: 'text', KeyName: 'text' };
const POSITIONS = ['VaultName', 'Name'];

function nameOf(given: Given): string {
  const name = findText(given, 'Name') ?? findText(given, 'KeyName');
  if (name !== undefined) return encodeURIComponent(name);
  throw new Failed(
    'Cannot process command because of one or more missing mandatory parameters: Name.',
  );
}

const ask = (session: Session, given: Given, method: string, path: string, body?: unknown) =>
  session.vault(getText(given, 'VaultName'), method, path, body);

/** The address of the key, and of its version where one is named. */
function keyPath(given: Given): string {
  const version = findText(given, 'Version');
  return `/keys/${nameOf(given)}${version === undefined ? '' : `/${version}`}`;
}

const operations = (given: Given) => {
  const named = listOf(given.get('KeyOps') ?? null).map(textOf);
  const known = ['wrapKey', 'unwrapKey', 'encrypt', 'decrypt', 'sign', 'verify', 'import'];
  const spelt = named.map(
    (each) => known.find((name) => name.toLowerCase() === each.toLowerCase()) ?? each,
  );
  return named.length === 0 ? {} : { key_ops: spelt };
};

function seconds(given: Given, name: string): number | undefined {
  const text = findText(given, name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return Math.floor(time / 1000);
  throw new Failed(
    `Cannot bind parameter '${name}'. Cannot convert value "${text}" to "DateTime".`,
  );
}

function attributes(given: Given) {
  const [exp, nbf] = [seconds(given, 'Expires'), seconds(given, 'NotBefore')];
  const enabled = isOn(given, 'Disable') ? false : given.get('Enable');
  return {
    attributes: {
      ...(exp === undefined ? {} : { exp }),
      ...(nbf === undefined ? {} : { nbf }),
      ...(enabled === undefined ? {} : { enabled }),
    },
  };
}

const isHsm = (given: Given) => getText(given, 'Destination').toUpperCase() === 'HSM';

async function add(given: Given, session: Session): Promise<readonly Value[]> {
  const more = { ...operations(given), ...attributes(given) };
  const brought = findText(given, 'KeyFilePath');
  if (brought !== undefined) return [await importKey(given, session, more)];
  const type = (findText(given, 'KeyType') ?? 'RSA').toUpperCase().replace(/-HSM$/, '');
  const size = given.get('Size');
  const body = {
    ...{ kty: isHsm(given) ? `${type}-HSM` : type, ...more },
    ...(size === undefined ? {} : { key_size: size }),
  };
  return [drawnKey(await ask(session, given, 'POST', `/keys/${nameOf(given)}/create`, body))];
}

/** What a vendor's tool wraps fits the key exchange key of the vault, which has its size. */
function sizeToImport(given: Given, { place }: Session): number {
  const size = given.get('Size');
  if (typeof size === 'number') return size;
  const exchange = place.keys
    .ofVault(getText(given, 'VaultName'))
    .find((key) => key.deleted === undefined && latest(key).operations.includes('import'));
  return exchange === undefined ? 2048 : sizeOf(latest(exchange).pem);
}

/** A key from a vendor's tool: no tool is here, so whatever file is named holds a fresh key. */
async function importKey(given: Given, session: Session, more: object): Promise<Value> {
  const pem = await rsaKey(sizeToImport(given, session));
  const { key_ops, ...rest } = z.looseObject({ key_ops: z.unknown() }).parse({
    key_ops: undefined,
    ...more,
  });
  const key = {
    ...createPrivateKey(pem).export({ format: 'jwk' }),
    ...{ kty: 'RSA-HSM', ...(key_ops === undefined ? {} : { key_ops }) },
  };
  return drawnKey(
    await ask(session, given, 'PUT', `/keys/${nameOf(given)}`, { Hsm: true, key, ...rest }),
  );
}

const Listed = z.looseObject({
  value: z.array(z.looseObject({ kid: z.string() })),
  nextLink: z.string().nullish(),
});

async function versions(given: Given, session: Session): Promise<readonly Value[]> {
  const found: Value[] = [];
  let path: string | undefined = `/keys/${nameOf(given)}/versions`;
  while (path !== undefined) {
    const page: z.infer<typeof Listed> = Listed.parse(await ask(session, given, 'GET', path));
    for (const { kid } of page.value)
      found.push(drawnKey(await ask(session, given, 'GET', new URL(kid).pathname)));
    path = nextOf(page.nextLink);
  }
  return found;
}

const nextOf = (link: string | null | undefined): string | undefined => {
  if (link === null || link === undefined) return undefined;
  const { pathname, searchParams } = new URL(link);
  searchParams.delete('api-version');
  return `${pathname}?${searchParams}`;
};

async function read(given: Given, session: Session): Promise<readonly Value[]> {
  if (isOn(given, 'IncludeVersions')) return versions(given, session);
  const path = isOn(given, 'InRemovedState') ? `/deletedkeys/${nameOf(given)}` : keyPath(given);
  return [drawnKey(await ask(session, given, 'GET', path))];
}

const update = async (given: Given, session: Session) => [
  drawnKey(
    await ask(session, given, 'PATCH', keyPath(given), {
      ...operations(given),
      ...attributes(given),
    }),
  ),
];

const Blob = z.looseObject({ value: z.string() });

async function backUp(given: Given, session: Session): Promise<readonly Value[]> {
  const answer = await ask(session, given, 'POST', `/keys/${nameOf(given)}/backup`, {});
  const { value } = Blob.parse(answer);
  const vault = getText(given, 'VaultName');
  const path = findText(given, 'OutputFile') ?? `backup-${vault}-${nameOf(given)}`;
  writeFile(session, path, Buffer.from(value, 'base64url'));
  return [path];
}

async function restore(given: Given, session: Session): Promise<readonly Value[]> {
  const value = getFile(session, getText(given, 'InputFile')).toString('base64url');
  return [drawnKey(await ask(session, given, 'POST', '/keys/restore', { value }))];
}

async function remove(given: Given, session: Session): Promise<readonly Value[]> {
  const purged = isOn(given, 'InRemovedState');
  const path = `/${purged ? 'deletedkeys' : 'keys'}/${nameOf(given)}`;
  const answer = await ask(session, given, 'DELETE', path);
  return isOn(given, 'PassThru') && Bundle.safeParse(answer).success ? [drawnKey(answer)] : [];
}

const send =
  (method: string, path: (given: Given) => string) => async (given: Given, session: Session) => [
    drawnKey(await ask(session, given, method, path(given))),
  ];

async function setRotation(given: Given, session: Session): Promise<readonly Value[]> {
  const expiryTime = findText(given, 'ExpiresIn');
  const trigger = { timeAfterCreate: findText(given, 'TimeAfterCreate') };
  const lifetimeActions =
    trigger.timeAfterCreate === undefined ? [] : [{ trigger, action: { type: 'Rotate' } }];
  const body = { lifetimeActions, attributes: { expiryTime } };
  await ask(session, given, 'PUT', `/keys/${nameOf(given)}/rotationpolicy`, body);
  return [];
}

const CHANGES: Parameters = {
  ...{ KeyOps: 'list', Expires: 'text', NotBefore: 'text' },
  ...{ Enable: 'bool', Disable: 'switch' },
};

const shape = { positions: POSITIONS, required: ['VaultName'] } as const;

/** Keys, by Azure PowerShell. */
export const KEY_CMDLETS: readonly Cmdlet[] = [
  {
    ...{ name: 'Add-AzKeyVaultKey', ...shape, run: add },
    parameters: {
      ...{ ...WHICH, ...CHANGES, Destination: 'text', Size: 'number', KeyType: 'text' },
      KeyFilePath: 'text',
    },
  },
  {
    ...{ name: 'Get-AzKeyVaultKey', ...shape, run: read },
    parameters: { ...WHICH, IncludeVersions: 'switch', InRemovedState: 'switch' },
  },
  {
    ...{ name: 'Update-AzKeyVaultKey', ...shape, run: update },
    parameters: { ...WHICH, ...CHANGES, PassThru: 'switch' },
  },
  {
    ...{ name: 'Backup-AzKeyVaultKey', ...shape, run: backUp },
    parameters: { ...WHICH, OutputFile: 'text', Force: 'switch' },
  },
  {
    ...{ name: 'Restore-AzKeyVaultKey', run: restore },
    parameters: { VaultName: 'text', InputFile: 'text' },
    positions: ['VaultName', 'InputFile'],
    required: ['VaultName', 'InputFile'],
  },
  {
    ...{ name: 'Remove-AzKeyVaultKey', ...shape, run: remove },
    parameters: { ...WHICH, Force: 'switch', InRemovedState: 'switch', PassThru: 'switch' },
  },
  {
    ...{ name: 'Undo-AzKeyVaultKeyRemoval', ...shape, parameters: WHICH },
    run: send('POST', (given) => `/deletedkeys/${nameOf(given)}/recover`),
  },
  {
    ...{ name: 'Invoke-AzKeyVaultKeyRotation', ...shape, parameters: WHICH },
    run: send('POST', (given) => `/keys/${nameOf(given)}/rotate`),
  },
  {
    ...{ name: 'Set-AzKeyVaultKeyRotationPolicy', ...shape, run: setRotation },
    parameters: { ...WHICH, ExpiresIn: 'text', TimeAfterCreate: 'text' },
  },
];
