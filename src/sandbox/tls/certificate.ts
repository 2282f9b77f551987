import { randomBytes, sign, type KeyObject } from 'node:crypto';
import { bits, der, integer, octets, oid, sequence, set, text, time, truth } from './der.ts';

const YEAR = 365 * 24 * 60 * 60 * 1000;
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

export interface Naming {
  /** Common name. */
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signedBy: KeyObject;
  /** Undefined: a certificate authority. */
  readonly host?: string;
}

/** An X.509 certificate in PEM, signed with an EC key. */
export function certificate(naming: Naming): string {
  const body = toBeSigned(naming);
  const signature = sign('sha256', body, naming.signedBy);
  const lines = sequence(body, ECDSA_SHA256, bits(signature))
    .toString('base64')
    .match(/.{1,64}/g);
  return ['-----BEGIN CERTIFICATE-----', ...(lines ?? []), '-----END CERTIFICATE-----', ''].join(
    '\n',
  );
}

const toBeSigned = ({ subject, issuer, publicKey, host }: Naming): Buffer =>
  sequence(
    der(0xa0, integer(Buffer.from([2]))),
    // The top bit is cleared, the next one set: twenty bytes that are always a positive number.
    integer(
      Buffer.from(randomBytes(16).map((byte, at) => (at === 0 ? (byte & 0x7f) | 0x40 : byte))),
    ),
    ECDSA_SHA256,
    nameOf(issuer),
    validity(),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...(host === undefined ? authorityTraits() : hostTraits(host)))),
  );

const nameOf = (commonName: string) => sequence(set(sequence(oid('2.5.4.3'), text(commonName))));

// From yesterday, so that a clock that is a little behind still accepts it.
const validity = () =>
  sequence(time(new Date(Date.now() - YEAR / 365)), time(new Date(Date.now() + 10 * YEAR)));

const authorityTraits = () => [
  extension('2.5.29.19', sequence(truth())),
  extension('2.5.29.15', bits(Buffer.from([0x06]), 1)),
];

const hostTraits = (host: string) => [
  extension('2.5.29.15', bits(Buffer.from([0x80]), 7)),
  extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
  extension('2.5.29.17', sequence(der(0x82, Buffer.from(host)))),
];

const extension = (id: string, value: Buffer) => sequence(oid(id), truth(), octets(value));
