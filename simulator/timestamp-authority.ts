import { createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { MalformedDer } from '../adapters/x509/der-reader.ts';
import { integer, seq } from '../adapters/x509/der-writer.ts';
import { signedCertificate } from './authority-profile.ts';
import { distinguishedName } from './distinguished-name.ts';
import {
  authorityKeyIdentifier,
  basicConstraintsOfCa,
  keyIdentifierOf,
  keyUsage,
  subjectKeyIdentifier,
  timeStamping,
} from './extensions.ts';
import { loadOrCreateKey, writePrivateFile } from './keys.ts';
import { tbsCertificate } from './profile.ts';
import {
  grantedReply,
  readTimestampQuery,
  rejection,
  type TimestampSigner,
} from './timestamp-answer.ts';

/** A time-stamp authority with a root of its own. */
export interface TimestampAuthority {
  /** DER certificate of the root, to be pinned. */
  readonly root: Buffer;
  /** TimeStampResp to a TimeStampReq; what does not read is rejected in the same form. */
  answer(query: Buffer): Buffer;
}

const YEAR_MS = 365 * 86_400_000;
const ROOT_NAME = distinguishedName([
  ['C', 'JP'],
  ['O', 'Toroku Sandbox'],
  ['CN', 'Time-Stamp Root'],
]);
const NAME = distinguishedName([
  ['C', 'JP'],
  ['O', 'Toroku Sandbox'],
  ['CN', 'Time-Stamp Authority'],
]);
const ROOT_SERIAL = Buffer.from([1]);
const SERIAL = Buffer.from([2]);

const spkiOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ type: 'spki', format: 'der' });

const signBy = (key: KeyObject, octets: Buffer): Buffer => sign('sha256', octets, key);

/** The certificate kept at `path`, made and kept there if there is none. */
async function loadOrIssue(path: string, tbs: () => Buffer, key: KeyObject): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const octets = tbs();
  const certificate = signedCertificate(octets, signBy(key, octets));
  await writePrivateFile(path, certificate);
  return certificate;
}

const validity = () => ({
  notBefore: new Date(Date.now() - 60_000),
  notAfter: new Date(Date.now() + 20 * YEAR_MS),
});

const rootTbs = (spki: Buffer) => (): Buffer =>
  tbsCertificate({
    ...validity(),
    serialNumber: ROOT_SERIAL,
    issuer: ROOT_NAME,
    subject: ROOT_NAME,
    spki,
    extensions: [
      keyUsage('keyCertSign', 'cRLSign'),
      basicConstraintsOfCa(),
      subjectKeyIdentifier(keyIdentifierOf(spki)),
    ],
  });

const authorityTbs = (spki: Buffer, rootSpki: Buffer) => (): Buffer =>
  tbsCertificate({
    ...validity(),
    serialNumber: SERIAL,
    issuer: ROOT_NAME,
    subject: NAME,
    spki,
    extensions: [
      keyUsage('digitalSignature'),
      timeStamping(),
      authorityKeyIdentifier({
        name: ROOT_NAME,
        serialNumber: ROOT_SERIAL,
        keyIdentifier: keyIdentifierOf(rootSpki),
      }),
      subjectKeyIdentifier(keyIdentifierOf(spki)),
    ],
  });

/** Opens the authority on the simulator's data directory; keys and certificates survive a restart. */
export async function openTimestampAuthority(
  dataDir: string,
  clock: () => Date = () => new Date(),
): Promise<TimestampAuthority> {
  const at = (name: string): string => `${dataDir}/timestamps/${name}`;
  const rootKey = await loadOrCreateKey(at('root.key.pem'), 'rsa-2048');
  const key = await loadOrCreateKey(at('authority.key.pem'), 'rsa-2048');
  const [rootSpki, spki] = [spkiOf(rootKey), spkiOf(key)];
  const root = await loadOrIssue(at('root.cer'), rootTbs(rootSpki), rootKey);
  const certificate = await loadOrIssue(at('tsa.cer'), authorityTbs(spki, rootSpki), rootKey);
  const signer: TimestampSigner = {
    certificate,
    identifier: seq(ROOT_NAME, integer(SERIAL)),
    sign: (octets) => signBy(key, octets),
  };
  return {
    root,
    answer(octets) {
      try {
        const query = readTimestampQuery(octets);
        return grantedReply(query, { serialNumber: randomBytes(8), genTime: clock(), signer });
      } catch (error) {
        if (error instanceof MalformedDer) return rejection();
        throw error;
      }
    },
  };
}
