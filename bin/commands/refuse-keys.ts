import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { derBlocks } from '../../adapters/x509/pem.ts';
import { readPublicKey } from '../../adapters/x509/public-key.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { addRefusedKeys } from '../../db/governance/add-refused-keys.ts';
import type { RefusedKeysAddition } from '../../db/governance/add-refused-keys.ts';
import { openOfficeDatabase } from '../../db/office-database.ts';
import { readKeyList } from '../../domain/key-delivery/key-list.ts';
import { addRefusedKeysInRoom } from '../../enclave/keys/add-refused-keys.ts';
import { readConfig } from '../config.ts';
import { ROOM_TERMINAL } from '../demonstration/documents.ts';
import { withPassword } from '../parts.ts';
import { holdPen } from './hold-pen.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = `toroku refuse-keys --book office|enclave --by ID (--list FILE | --certificate FILE | --key FILE)
  FILE of --list: a fingerprint a line (docs/operations/refused-keys.md); of --key: DER SubjectPublicKeyInfo`;

/** What was asked cannot be done; the message says why. */
class KeysNotTaken extends Error {
  override name = 'KeysNotTaken';
}

const OPTIONS = {
  book: { type: 'string' },
  by: { type: 'string' },
  list: { type: 'string' },
  certificate: { type: 'string' },
  key: { type: 'string' },
  terminal: { type: 'string', default: ROOM_TERMINAL },
} as const;

const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The longest list of fingerprints that is read has two million lines. */
const LIST_OCTETS_MAX = 130 * 1024 * 1024;

function listIn(file: string): RefusedKeysAddition {
  if (statSync(file).size > LIST_OCTETS_MAX) throw new KeysNotTaken('the list is too large');
  const octets = readFileSync(file);
  const list = readKeyList(octets.toString('latin1'));
  if ('unreadableLine' in list) {
    throw new KeysNotTaken(`line ${list.unreadableLine} is no fingerprint`);
  }
  if (list.fingerprints.length === 0) throw new KeysNotTaken('the list is empty');
  return { basis: 'list', fingerprints: list.fingerprints, listSha256: sha256Hex(octets) };
}

/** A report names one key: by its SHA-256 it is never another. */
function reported(spki: Buffer): RefusedKeysAddition {
  const spkiSha256 = sha256Hex(spki);
  const listSha256 = sha256Hex(Buffer.from(`${spkiSha256}\n`));
  return { basis: 'reported', fingerprints: [spkiSha256], listSha256, spkiSha256 };
}

function certifiedKeyIn(file: string): Buffer {
  const [certificate, ...more] = derBlocks(readFileSync(file), 'CERTIFICATE');
  if (!certificate || more.length > 0) throw new KeysNotTaken('not one certificate');
  return readCertificate(certificate).spki;
}

function keyIn(file: string): Buffer {
  const spki = readFileSync(file);
  readPublicKey(spki);
  return spki;
}

function additionOf(files: Readonly<Record<'list' | 'certificate' | 'key', string | undefined>>) {
  const { list, certificate, key } = files;
  if ([list, certificate, key].filter((file) => file !== undefined).length !== 1) {
    throw new KeysNotTaken(USAGE);
  }
  if (list !== undefined) return listIn(list);
  return reported(certificate === undefined ? keyIn(key ?? '') : certifiedKeyIn(certificate));
}

/**
 * `toroku refuse-keys`: adds keys that nobody may certify, from a list (CVE-2008-0166 and the like) or one that was
 * reported as compromised, to the register of the office or of the room. Each side has its own: run it for both, with the
 * settings of that side. It can only hold certificates back, so one person is enough; nothing takes a key back out.
 *
 * @returns what was added, as JSON.
 */
export async function refuseKeysCommand(args: readonly string[]): Promise<string> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { book, by = '', terminal } = values;
  const { list, certificate, key } = values;
  if ((book !== 'office' && book !== 'enclave') || !ID.test(by)) throw new KeysNotTaken(USAGE);
  const addition = additionOf({ list, certificate, key });
  await (book === 'office' ? addInOffice(addition, by) : addInRoom(addition, { by, terminal }));
  const { basis, fingerprints, listSha256 } = addition;
  return JSON.stringify({ book, basis, keys: fingerprints.length, listSha256 });
}

async function addInOffice(addition: RefusedKeysAddition, operator: string): Promise<void> {
  const config = readConfig('office-worker', joinedEnvironment('office-worker'));
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 1);
  try {
    await addRefusedKeys(db, addition, { operator, at: new Date() });
  } finally {
    await db.$client.end();
  }
}

/** An enclave-worker that runs ends at its next entry, and is started again. */
async function addInRoom(
  addition: RefusedKeysAddition,
  { by, terminal }: { readonly by: string; readonly terminal: string },
): Promise<void> {
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  await holdPen(config, ({ book }) =>
    addRefusedKeysInRoom(book, { ...addition, custodian: by, terminal }, new Date()),
  );
}
