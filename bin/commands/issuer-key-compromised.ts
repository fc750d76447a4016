import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { crlShardsEver } from '../../enclave/status/crl-places.ts';
import { newEntryId } from '../../enclave/book/entry-id.ts';
import { registeredKey } from '../../enclave/keys/change-key-state.ts';
import { openIssuerKey } from '../../enclave/keys/issuer-key.ts';
import { compromiseOf, stopCompromisedKey } from '../../enclave/keys/stop-compromised-key.ts';
import { affectedBy, revokeAll, type RevokedAll } from '../../enclave/revocation/revoke-all.ts';
import { publishLastCrl, type PublishedCrl } from '../../enclave/status/last-crl.ts';
import { readConfig, type Config } from '../config.ts';
import { ROOM_TERMINAL } from '../demonstration/documents.ts';
import { crlFilesOf } from '../enclave-worker/publication/crl-files.ts';
import { publishFile } from '../publish-file.ts';
import { holdPen, type HeldPen } from './hold-pen.ts';
import { IssuerKeyRefused, keyOrderOf } from './issuer-key.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = `toroku issuer-key compromised KEY --incident UUID --by CUSTODIAN [--terminal ID]
toroku issuer-key revoke-all --act ID [--affected FILE]
toroku issuer-key revoke-all KEY [--affected FILE]   (goes on with what was begun)
toroku issuer-key revoke-all KEY --custodian ID --custodian ID [--affected FILE]   (development)`;

const OPTIONS = {
  act: { type: 'string' },
  custodian: { type: 'string', multiple: true },
  terminal: { type: 'string', default: ROOM_TERMINAL },
  incident: { type: 'string' },
  by: { type: 'string' },
  affected: { type: 'string' },
} as const;

const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const read = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });

/**
 * `toroku issuer-key compromised`: ends all signing with an issuer key that somebody else may have. One custodian is enough,
 * because it only stops. Given in the room; an enclave-worker that runs loses the pen at once.
 */
export async function compromisedCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = read(args);
  const [issuerKeyId = ''] = positionals;
  const { incident = newEntryId(), by = '', terminal } = values;
  if (!ID.test(by) || !UUID.test(incident) || issuerKeyId === '') throw new IssuerKeyRefused(USAGE);
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  const report = { issuerKeyId, incident, custodian: by, terminal };
  const outcome = await holdPen(config, (held) => stopCompromisedKey(held, report, new Date()));
  return JSON.stringify({ issuerKeyId, incident, outcome });
}

/**
 * `toroku issuer-key revoke-all`: revokes in the room's book every certificate of a compromised key, and publishes its last
 * list of revoked certificates. Two custodians order it; whoever starts it again after a crash goes on with it. Progress goes
 * to stderr.
 *
 * @returns what was done, as JSON.
 */
export async function revokeAllCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = read(args);
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  return holdPen(config, async (held) => {
    const { authority, issuerKeyId } = await orderOf(config, held, {
      ...values,
      key: positionals[0],
    });
    const begunAt = Date.now();
    const revoked = await revokeAll(
      held,
      { issuerKeyId, authority, onProgress: tellProgress },
      () => new Date(),
    );
    const recordedAt = Date.now();
    const list = await publishList(config, held, { issuerKeyId, by: revoked.by });
    if (values.affected) await writeAffected(held, issuerKeyId, values.affected);
    const seconds = {
      recorded: (recordedAt - begunAt) / 1000,
      published: (Date.now() - begunAt) / 1000,
    };
    return told(issuerKeyId, { revoked, list, seconds });
  });
}

interface Asked {
  readonly act?: string | undefined;
  readonly custodian?: readonly string[] | undefined;
  readonly terminal: string;
  readonly key: string | undefined;
}

/** What was begun needs no new authority: the book has whose it was. */
async function orderOf(config: Config<'enclave-worker'>, held: HeldPen, asked: Asked) {
  const { act, key, custodian = [], terminal } = asked;
  const isBegun = key !== undefined && (await compromiseOf(held, key))?.revokedUnder;
  if (isBegun) return { issuerKeyId: key, authority: undefined };
  const order = await keyOrderOf(config, held, { act, key, custodians: custodian, terminal });
  return { issuerKeyId: order.issuerKeyId, authority: order };
}

const tellProgress = (recorded: number, all: number): void =>
  console.error(`失効を記録 / revocations recorded: ${recorded} / ${all}`);

async function publishList(
  config: Config<'enclave-worker'>,
  held: HeldPen,
  { issuerKeyId, by }: { readonly issuerKeyId: string; readonly by: RevokedAll['by'] },
): Promise<PublishedCrl> {
  const row = await registeredKey(held, issuerKeyId);
  const shards = (await crlShardsEver(held.pool, issuerKeyId)).shards.length;
  return publishLastCrl({
    ...held,
    archived: crlFilesOf(config).archived,
    key: openIssuerKey(row, held.token.findKey(row.hsmLabel)),
    publish: async ({ shard, number }, octets) => {
      // The archive first: what relying parties have had is never lost.
      publishFile(config.repositoryDir, `crls/${issuerKeyId}/${shard}/${number}.crl`, octets);
      return publishEverywhere(config, { issuerKeyId, shards }, octets);
    },
    by,
    now: () => new Date(),
  });
}

/** The list is complete, so the same octets are right at every place that a certificate may name. */
function publishEverywhere(
  { repositoryDir }: Config<'enclave-worker'>,
  { issuerKeyId, shards }: { readonly issuerKeyId: string; readonly shards: number },
  octets: Buffer,
): Buffer {
  const readBack = Array.from({ length: shards }, (_, shard) =>
    publishFile(repositoryDir, `crls/${issuerKeyId}/${shard}.crl`, octets),
  );
  return readBack.find((each) => !each.equals(octets)) ?? octets;
}

/** One line of JSON an order: ids alone, for whoever tells the people behind them. */
async function writeAffected(held: HeldPen, issuerKeyId: string, file: string): Promise<void> {
  const handle = openSync(file, 'w', 0o600);
  try {
    for await (const order of affectedBy(held, issuerKeyId)) {
      writeSync(handle, `${JSON.stringify(order)}\n`);
    }
  } finally {
    closeSync(handle);
  }
}

const told = (
  issuerKeyId: string,
  what: {
    readonly revoked: RevokedAll;
    readonly list: PublishedCrl;
    readonly seconds: { readonly recorded: number; readonly published: number };
  },
): string => {
  const { revoked, list, seconds } = what;
  return JSON.stringify({
    issuerKeyId,
    request: revoked.request,
    revoked: revoked.revoked,
    abandoned: revoked.abandoned,
    crlNumber: list.number,
    crlEntries: list.entries,
    crlSha256: list.sha256,
    secondsUntilRecorded: seconds.recorded,
    secondsUntilPublished: seconds.published,
  });
};
