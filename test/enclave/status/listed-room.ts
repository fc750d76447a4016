import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCrl, type OpenCrl } from '../../../adapters/x509/crl/open-crl.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { crlFiles } from '../../../bin/enclave-worker/publication/crl-files.ts';
import { newEntryId } from '../../../enclave/book/entry-id.ts';
import type { RevocationRow } from '../../../enclave/book/revocation-rows.ts';
import { newSerialNumber } from '../../../enclave/issuance/serial-number.ts';
import { openIssuerKey } from '../../../enclave/keys/issuer-key.ts';
import { registeredKey } from '../../../enclave/keys/change-key-state.ts';
import { StatusPublisher, type StatusRoom } from '../../../enclave/status/publish-status.ts';
import type { RoomBench, TestRoom } from '../room-bench.ts';

/** What may fail between the decision and the reader, each in the hand of a test. */
export interface Faults {
  answer?: Error | undefined;
  archive?: Error | undefined;
  serve?: Error | undefined;
  readBack?: Error | undefined;
}

/** A room that publishes status, its repository, and a clock that tests move. */
export interface ListedRoom {
  readonly issuerKeyId: string;
  readonly faults: Faults;
  readonly clock: { offsetMs: number };
  /** Serial numbers that OCSP answers were asked for, call by call. */
  readonly answered: string[][];
  readonly status: StatusRoom;
  /** As another process would have it: what was in memory is gone. */
  readonly publisher: () => StatusPublisher;
  readonly file: (shard?: number) => string;
  readonly served: (shard?: number) => OpenCrl;
  readonly caFile: Buffer;
}

/** Opens status of the key of a service. */
export async function listedRoom(
  bench: RoomBench,
  { room }: TestRoom,
  { service, readBackUrl }: { readonly service: string; readonly readBackUrl: string },
): Promise<ListedRoom> {
  const issuerKeyId = room.registers.issuerKey(service)?.issuerKeyId ?? '';
  const row = await registeredKey({ pool: bench.pool }, issuerKeyId);
  const { repositoryDir } = bench.config;
  const [faults, clock, answered]: [Faults, { offsetMs: number }, string[][]] = [
    {},
    { offsetMs: 0 },
    [],
  ];
  const failing =
    <A extends unknown[], R>(name: keyof Faults, act: (...args: A) => R) =>
    (...args: A): R => {
      const fault = faults[name];
      if (fault) throw fault;
      return act(...args);
    };
  const files = crlFiles({ repositoryDir, readBackUrl });
  const status: StatusRoom = {
    pool: bench.pool,
    book: room.book,
    keyOf: () => openIssuerKey(row, bench.token.findKey(row.hsmLabel)),
    files: {
      ...files,
      archive: failing('archive', files.archive),
      serve: failing('serve', files.serve),
      readBack: async (place) => failing('readBack', files.readBack)(place),
    },
    answer: async (_, serials) =>
      failing('answer', () => {
        answered.push([...serials]);
        return { batch: newEntryId() };
      })(),
    now: () => new Date(Date.now() + clock.offsetMs),
  };
  const file = (shard = 0): string => join(repositoryDir, 'crls', issuerKeyId, `${shard}.crl`);
  return {
    issuerKeyId,
    faults,
    clock,
    answered,
    status,
    publisher: () => new StatusPublisher(status),
    file,
    served: (shard) => openCrl(readFileSync(file(shard))),
    caFile: readCertificate(row.caCertificate).der,
  };
}

/** A certificate as the room's register has it; nobody ever signed it. */
export async function registerIssued(
  bench: RoomBench,
  issuerKeyId: string,
  notAfter = new Date(Date.now() + 365 * 86_400_000),
): Promise<{ readonly serialNumber: string; readonly orderId: string; readonly notAfter: Date }> {
  const [serialNumber, orderId] = [newSerialNumber(), newEntryId()];
  await bench.pool.query(
    `insert into issuances (order_id, application_id, chain_id, issuer_key_id, serial_number,
       not_before, not_after, tbs_sha256, tbs_sealed, spki_sha256, dossier_sha256, intent_entry_id,
       intended_at, signature_attempts, certificate_sha256, certificate_sealed, completed_at)
     values ($1, $1, $1, $2, $3, now(), $4, '', '', $5, '', $1, now(), 0, $5, '', now())`,
    [orderId, issuerKeyId, serialNumber, notAfter, randomBytes(32).toString('hex')],
  );
  return { serialNumber, orderId, notAfter };
}

type Registered = Awaited<ReturnType<typeof registerIssued>>;

/** Records a revocation as the room does, with its entry. */
export async function revoke(
  { room }: TestRoom,
  issuerKeyId: string,
  {
    serialNumber,
    orderId,
    notAfter,
    reasonCode = 'keyCompromise',
  }: Registered & Partial<Pick<RevocationRow, 'reasonCode'>>,
): Promise<string> {
  const [requestId, at] = [newEntryId(), new Date()];
  await room.book.write({
    entries: [
      {
        id: newEntryId(),
        event: 'revocation.recorded',
        items: ['2ニ'],
        at: at.toISOString(),
        case: requestId,
        actor: { kind: 'system', id: 'enclave-worker' },
        data: {
          request: requestId,
          issuerKeyId,
          serialNumber,
          certificateSha256: createHash('sha256').update(serialNumber).digest('hex'),
          revocationDate: at.toISOString(),
          reasonCode,
        },
      } as never,
    ],
    keys: {
      revocations: [
        {
          issuerKeyId,
          serialNumber,
          orderId,
          requestId,
          notAfter,
          revocationDate: at,
          reasonCode,
          because: 'request',
          recordedAt: at,
        },
      ],
    },
  });
  return requestId;
}

/** Holds a certificate. @returns the request */
export async function hold(
  { room }: TestRoom,
  issuerKeyId: string,
  { serialNumber, orderId, notAfter }: Registered,
): Promise<string> {
  const [requestId, at] = [newEntryId(), new Date()];
  const suspension = { requestId, issuerKeyId, serialNumber, orderId, notAfter };
  await room.book.write({
    entries: [],
    keys: { suspensions: [{ ...suspension, suspendedAt: at, until: at }] },
  });
  return requestId;
}

export const release = ({ room }: TestRoom, requestId: string): Promise<void> =>
  room.book.write({ entries: [], keys: { releases: [{ requestId, releasedAt: new Date() }] } });

export const upgrade = (
  { room }: TestRoom,
  issuerKeyId: string,
  { serialNumber, requestId }: { readonly serialNumber: string; readonly requestId: string },
): Promise<void> =>
  room.book.write({
    entries: [],
    keys: {
      upgrades: [{ issuerKeyId, serialNumber, requestId, from: 'superseded', at: new Date() }],
    },
  });
