import { execFile } from 'node:child_process';
import { createPublicKey, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { readSealedShare, sealShare } from '../../adapters/secret-sharing/share-file.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { apply } from '../../simulator/application.ts';
import { PortalClient } from '../../simulator/portal-client.ts';
import { SandboxClient } from '../../simulator/sandbox-client.ts';
import { readBook } from '../chaos/verify-books.ts';
import type { CeremonyScript } from '../commands/ceremony/script.ts';
import { PORTAL } from '../demonstration/documents.ts';
import { runCommand } from '../instance/command.ts';
import type { Instance } from '../instance/options.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { CeremonyRoom, HOLDERS, type Ended } from './ceremony-room.ts';
import { PATIENCE_MS, SIMULTANEOUS } from './story-instance.ts';

const run = promisify(execFile);

/** What the story ends with: what was refused, by which word, and what an outsider verified. */
export interface CeremonyStory {
  readonly story: 'ceremony';
  readonly refused: Readonly<Record<string, string>>;
  readonly record: string;
  readonly recordVerified: boolean;
  readonly caCertificates: number;
  readonly caVerified: number;
  readonly entries: Readonly<Record<string, number>>;
  readonly activatedBy: readonly string[];
  readonly startSeconds: number;
  readonly outcome: string;
}

const say = (line: string): void => console.error(line);

/** A word in what a command that has to fail said. @throws Error if it did not fail so */
function refusedWith({ code, said }: Ended, word: string): string {
  if (code === 0 || !said.includes(word)) throw new Error(`not refused with ${word}: ${said}`);
  say(`refused, as it has to be: ${word}`);
  return word;
}

/** What it printed. @throws Error if it failed */
function done({ code, said }: Ended): string {
  if (code !== 0) throw new Error(said);
  say(said.trim());
  return said;
}

/** The first ceremony of an empty room, its activation by two of three custodians, and a certificate. */
export function playCeremony(): Promise<CeremonyStory> {
  const programs = ['jlis-simulator', 'witness', 'repository'] as const;
  const options = { programs: [...programs], isAloneInRoom: true, log: say };
  return withThrowAwayInstance(options, async (instance) => {
    const room = new CeremonyRoom(instance);
    const refused: Record<string, string> = {};
    await holdIt(room, refused);
    await runCommand(instance.environmentOf('office-worker'), 'adopt');
    const startSeconds = await activate(instance, room, refused);
    const outcome = await issue(instance);
    await instance.stopProgram('enclave-worker');
    await startWithoutModule(instance, room, refused);
    const verified = await verifyOutside(instance, room);
    return { story: 'ceremony', refused, ...verified, startSeconds, outcome };
  });
}

/** Refused on a wrong module, on a key from outside, in production on software; then held, and once more. */
async function holdIt(room: CeremonyRoom, refused: Record<string, string>): Promise<void> {
  const pinFile = ['--pin-file', room.pinFile];
  const script = await room.script();
  const path = room.write('script', script);
  await room.bringKey('issuer-brought-1');
  const { modules } = script.modules as unknown as { modules: readonly object[] };
  const other = { v: 1, modules: [{ ...modules[0], serialNumber: 'of-another-token' }] };
  const elsewhere = room.write('other-module', { ...script, modules: other });
  refused['moduleNotRegistered'] = refusedWith(
    await room.command(['ceremony', '--script', elsewhere, ...pinFile]),
    'HsmModuleUnregistered',
  );
  const production = { TOROKU_MODE: 'production', OFFICERS_FILE: '' };
  refused['softwareInProduction'] = refusedWith(
    await room.command(['ceremony', '--script', path, ...pinFile], production),
    'software is no crypto module',
  );
  done(await room.command(['ceremony', '--script', path, ...pinFile]));
  refused['keyFromOutside'] = await refuseBroughtKey(room, script);
}

/** A later ceremony needs the shares, too; the key that was made outside is not certified. */
async function refuseBroughtKey(room: CeremonyRoom, script: CeremonyScript): Promise<string> {
  const [key] = script.keys;
  if (!key) throw new Error('no key in the script');
  const keys = [{ ...key, hsmLabel: 'issuer-brought-1' }];
  const later = { ...script, ceremony: 'story-later', custodians: [], keys };
  const held = room.command(['ceremony', '--script', room.write('later', later)]);
  while (!room.isWaiting('command')) await sleep(20);
  for (const id of HOLDERS.slice(0, 2)) done(await room.give(id, room.filesOf(id), 'command'));
  return refusedWith(await held, 'HsmKeyExposed');
}

/** One share is too few, one custodian is one, a wrong share is none; then the third custodian's. */
async function activate(
  instance: Instance,
  room: CeremonyRoom,
  refused: Record<string, string>,
): Promise<number> {
  const [first, second, third] = HOLDERS;
  const began = Date.now();
  const started = room.start();
  started.catch(() => undefined);
  while (!room.isWaiting()) await sleep(20);
  const startSeconds = (Date.now() - began) / 1000;
  const one = done(await room.give(first));
  if (!one.includes('one more') || !room.isWaiting()) throw new Error('one share was enough');
  refused['sameCustodian'] = refusedWith(await room.give(first), 'samePerson');
  const stranger = await strangeShare(room, second);
  refused['wrongShare'] = refusedWith(await room.give(second, stranger), 'unknownShare');
  if (!room.isWaiting()) throw new Error('the worker does not wait any more');
  done(await room.give(third));
  await started;
  say(`enclave-worker is activated by ${first} and ${third}`);
  await Promise.all([instance.startProgram('office-worker'), instance.startProgram('portal')]);
  return startSeconds;
}

/** A share under the right names that is not of this secret. */
async function strangeShare(room: CeremonyRoom, custodian: string) {
  const files = room.filesOf(custodian);
  const { set } = readSealedShare(readFileSync(files.shareFile, 'utf8')) ?? { set: '' };
  const shareFile = `${files.shareFile}.strange`;
  const passphrase = readFileSync(files.passphraseFile, 'utf8');
  const strange = await sealShare({ set, custodian, share: randomBytes(81) }, passphrase);
  writeFileSync(shareFile, JSON.stringify(strange));
  return { ...files, shareFile };
}

async function issue(instance: Instance): Promise<string> {
  const portal = new PortalClient(instance.addresses.portal, PORTAL.token);
  const card = await new SandboxClient(instance.addresses.simulator).issueCard('ordinary');
  const { applicationId } = await apply({ portal, card, service: SIMULTANEOUS });
  const { state } = await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
  say(`certificate of ${applicationId}: ${state}`);
  return state;
}

/** The register is taken away beneath the room: two right shares are not enough to sign. */
async function startWithoutModule(
  instance: Instance,
  room: CeremonyRoom,
  refused: Record<string, string>,
): Promise<void> {
  const client = new pg.Client({ connectionString: instance.databaseUrl('toroku_enclave_owner') });
  await client.connect();
  const rename = (from: string, to: string) =>
    client.query('update accepted_documents set document_type = $2 where document_type = $1', [
      from,
      to,
    ]);
  await rename('cryptoModules', 'taken-away');
  const started = room.start().then(
    () => 'started',
    (error: Error) => error.message,
  );
  while (!room.isWaiting()) await sleep(20);
  done(await room.give(HOLDERS[0]));
  await room.give(HOLDERS[1]);
  const said = await started;
  refused['startWithoutModule'] = refusedWith({ code: 1, said }, 'HsmModuleUnregistered');
  await rename('taken-away', 'cryptoModules');
  await client.end();
}

const eventsOf = async (instance: Instance) =>
  (await readBook(instance, 'enclave')).map(({ entry }) => entry);

/** With OpenSSL alone: the record under the room's key, and each CA certificate under itself. */
async function verifyOutside(instance: Instance, room: CeremonyRoom) {
  const { env } = room;
  const entries = await eventsOf(instance);
  const generated = entries.find(({ event }) => event === 'issuerKey.generated');
  const record = String(generated?.data['ceremonySha256' as never]);
  const base = join(env['ENCLAVE_BOOK_SECOND_DIR'] ?? '', 'ceremonies', record);
  const pem = join(instance.dataDir, 'room-key.pem');
  const lines = readFileSync(join(env['BOOK_KEYS_DIR'] ?? '', 'enclave.vkey'), 'utf8').split('\n');
  writeFileSync(pem, p256Pem(lines.filter((line) => line !== '')));
  const signed = ['dgst', '-sha256', '-verify', pem, '-signature', `${base}.sig`, `${base}.json`];
  const { stdout } = await run('openssl', signed);
  say(`record ${record}: ${stdout.trim()}`);
  const folder = join(env['REPOSITORY_DIR'] ?? '', 'issuers');
  const certificates = readdirSync(folder).filter((name) => name.endsWith('.cer'));
  let caVerified = 0;
  for (const name of certificates) {
    const at = join(instance.dataDir, 'ca.pem');
    await run('openssl', ['x509', '-inform', 'DER', '-in', join(folder, name), '-out', at]);
    const { stdout: said } = await run('openssl', ['verify', '-x509_strict', '-CAfile', at, at]);
    if (said.includes(': OK')) caVerified += 1;
  }
  const counts: Record<string, number> = {};
  for (const { event } of entries) counts[event] = (counts[event] ?? 0) + 1;
  const activation = entries.find(({ event }) => event === 'issuerKey.activated');
  return {
    record,
    recordVerified: stdout.includes('Verified OK'),
    caCertificates: certificates.length,
    caVerified,
    entries: counts,
    activatedBy: (activation?.data['custodians' as never] ?? []) as readonly string[],
  };
}

/** The room's P-256 key out of its verifier lines, as OpenSSL reads it. */
function p256Pem(lines: readonly string[]): string {
  const line = lines.find((each) => readVkey(each).type === 2) ?? '';
  const spki = Buffer.from(line.split('+').slice(2).join('+'), 'base64').subarray(1);
  return String(
    createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({
      type: 'spki',
      format: 'pem',
    }),
  );
}
