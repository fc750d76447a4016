import { afterAll, afterEach, beforeAll } from 'vitest';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import type { IssuanceOutcome } from '../../enclave/issuance/issue-certificate.ts';
import { holdInstance, type HeldInstance } from './held-instance.ts';
import { RoomBench, type TestRoom } from './room-bench.ts';

/** A room that one test file shares, on a database and a token of its own. */
export interface HeldRoom {
  readonly bench: RoomBench;
  /** Opens the room anew; it is closed after the test. */
  readonly openRoom: (capPerHour?: number) => Promise<TestRoom>;
}

/** Services beside the one of the bench, each with the algorithm of its key. */
type Services = Readonly<Record<string, Parameters<RoomBench['addService']>[1]>>;

/** Brings one up before the tests of the file and takes it down after them. */
export function useRoom(services: Services = {}): () => HeldRoom {
  const opened: TestRoom[] = [];
  let held: HeldInstance | undefined;
  let bench: RoomBench | undefined;
  const benchOf = (): RoomBench => {
    if (!bench) throw new Error('the bench is not there');
    return bench;
  };
  beforeAll(async () => {
    held = await holdInstance({
      only: ['postgres', 'softhsm'],
      env: { ISSUER_KEY_ALGORITHM: 'p256' },
      ceremony: true,
    });
    bench = await RoomBench.open(held.instance);
    for (const [id, algorithm] of Object.entries(services)) await bench.addService(id, algorithm);
  });
  afterEach(async () => {
    benchOf().token.issuing = (sign) => sign();
    for (const room of opened.splice(0)) await room.close();
  });
  afterAll(async () => {
    await bench?.close();
    await held?.release();
  });
  const openRoom = async (capPerHour?: number): Promise<TestRoom> => {
    const room = await benchOf().openRoom(capPerHour);
    opened.push(room);
    return room;
  };
  return () => ({ bench: benchOf(), openRoom });
}

/** A certificate, as the room answers with it. */
export type Issued = Extract<IssuanceOutcome, { outcome: 'issued' }>;

/** An outcome that has to be a certificate. */
export const issued = (outcome: IssuanceOutcome): Issued => {
  if (outcome.outcome !== 'issued') throw new Error(`refused: ${outcome.check}`);
  return outcome;
};

/** The certificate as the office finds it among the evidence of the case. */
export function keptCertificate(
  bench: RoomBench,
  { applicationId, chainId }: OrderRequest,
  { certificateSha256 }: Issued,
): Buffer {
  const found = bench.office.get({ caseId: applicationId, chainId }, [certificateSha256]);
  const certificate = found.get(certificateSha256);
  if (!certificate) throw new Error('the certificate is no evidence');
  return certificate;
}

interface Reservation {
  readonly serial: string;
  readonly tbs: string;
  readonly attempts: number;
  readonly certificate: string | null;
}

/** What the room has reserved for an order. */
export async function reservationOf(
  bench: RoomBench,
  { orderId }: OrderRequest,
): Promise<Reservation | undefined> {
  const [row] = await bench.rows<Reservation>(
    `select serial_number as serial, tbs_sha256 as tbs, signature_attempts as attempts,
       certificate_sha256 as certificate from issuances where order_id = $1`,
    [orderId],
  );
  return row;
}

/** Entries of an order in the proven book: each event with its index. */
export const entriesOf = async (
  bench: RoomBench,
  { orderId }: OrderRequest,
): Promise<[string, number][]> =>
  (await bench.readBook()).flatMap(({ entry, index }) =>
    (entry.data as { order?: string }).order === orderId ? [[entry.event, index]] : [],
  );

/** The room's database as the owner of the server sees it. */
export function enclaveUrl({ instance }: RoomBench): string {
  const url = new URL(instance.databaseUrl('postgres'));
  url.pathname = '/enclave';
  return url.href;
}
