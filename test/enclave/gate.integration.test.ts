import { randomBytes, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyFingerprints } from '../../adapters/x509/key-fingerprints.ts';
import { factDefinitions, type FactId } from '../../domain/decision/facts.ts';
import type { FactDefinition } from '../../domain/decision/vocabulary.ts';
import type { GateCheck } from '../../domain/issuance/order-states.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import { addRefusedKeysInRoom } from '../../enclave/keys/add-refused-keys.ts';
import { CertificateIssuer } from '../../enclave/issuance/issue-certificate.ts';
import type { Room, RoomRegisters } from '../../enclave/room.ts';
import { ApplicantKey, createApplicant } from '../../simulator/applicant.ts';
import { closePair, rocaPair } from '../adapters/x509/weak-keys.ts';
import { draftCase, fileCase, makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import { EVIDENCE_LIES } from '../../bin/chaos/forge/evidence-lies.ts';
import { INSTRUCTION_LIES } from '../../bin/chaos/forge/instruction-lies.ts';
import {
  altered,
  filed,
  HASH,
  instructed,
  lie,
  rewritten,
  withFacts,
  type Lie,
  type LieDesk,
  type Tell,
} from '../../bin/chaos/forge/lie.ts';
import { describeRenewals, RENEWABLE_HELD, RENEWABLE_SERVICE } from './gate/renewals.ts';
import { holdInstance, type HeldInstance } from './held-instance.ts';
import { octetsOf, RoomBench, type TestRoom } from './room-bench.ts';

let held: HeldInstance;
let bench: RoomBench;
let room: TestRoom;

const deskOf = (): LieDesk => ({
  jlis: bench.jlis,
  office: bench.office,
  evidenceDir: bench.config.evidenceDir,
  async issueGenuine(request) {
    expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
  },
});

beforeAll(async () => {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    env: { ISSUER_KEY_ALGORITHM: 'p256' },
    ceremony: true,
  });
  bench = await RoomBench.open(held.instance);
  await bench.addService(RENEWABLE_SERVICE, 'p256', RENEWABLE_HELD);
  room = await bench.openRoom();
});
afterAll(async () => {
  await room?.close();
  await bench?.close();
  await held?.release();
});

/** An applicant who really holds this key. */
const withPair = async ({ privateKey }: { readonly privateKey: KeyObject }) => ({
  ...(await createApplicant()),
  keys: [new ApplicantKey(privateKey)],
});

const OTHER_ROUTE = {
  identityRoute: 'ownCertificate',
  address: '東京都千代田区一番町１－１',
} as const;

const LIES: Readonly<Record<string, Lie>> = {
  ...EVIDENCE_LIES,
  ...INSTRUCTION_LIES,
  'a key with the ROCA fingerprint': lie('keyRefused', 'key.strength/weak roca', async (desk) =>
    makeCase(desk, { applicant: await withPair(rocaPair()) }),
  ),
  'a key of two close primes': lie('keyRefused', 'key.strength/weak closePrimes', async (desk) =>
    makeCase(desk, { applicant: await withPair(closePair()) }),
  ),
  'a key with the ROCA fingerprint, called acceptable': lie(
    'factsDiffer',
    'keyParameters',
    async (desk) => {
      const drafted = await draftCase(desk, { applicant: await withPair(rocaPair()) });
      const facts = { ...drafted.facts, keyParameters: 'acceptable' };
      return fileCase(desk, { ...drafted, facts });
    },
  ),
};

/** Facts that the room extracts from the evidence of an ordinary case, each with another value. */
const OTHER_VALUES: Readonly<Record<string, unknown>> = {
  nameExplanations: ['variant'],
};

/** Taken anew by the room at signing. */
const MOVED_BY_TIME = [
  'jlisAnswerAgeMinutes',
  'jpkiValidity',
  'ageBand',
  'explanation',
  'anchorLimit',
];

const otherValue = (fact: string, value: unknown): unknown => {
  if (fact in OTHER_VALUES) return OTHER_VALUES[fact];
  const definition: FactDefinition = factDefinitions[fact as FactId];
  if (definition.type === 'boolean') return !value;
  if (definition.type === 'integer') return Number(value) + 1;
  return definition.values.find((other) => other !== value);
};

/** A room whose registers say otherwise. */
const roomWith = (registers: Partial<RoomRegisters>, over: Partial<Room> = {}): Room => {
  const own = room.room.registers;
  return {
    ...room.room,
    registers: {
      anchors: own.anchors,
      service: (id) => own.service(id),
      explanations: () => own.explanations(),
      isRuleSetAccepted: (hash) => own.isRuleSetAccepted(hash),
      profile: (id) => own.profile(id),
      officers: () => own.officers(),
      printVendor: () => own.printVendor(),
      issuerKey: (id) => own.issuerKey(id),
      issuerKeyById: (id) => own.issuerKeyById(id),
      isSwitchOn: (name) => own.isSwitchOn(name),
      ...registers,
    },
    ...over,
  };
};

const told: { request: OrderRequest; check: string; detail: string | RegExp }[] = [];

const expectRefusal = async (
  issuer: CertificateIssuer,
  { check, detail, tell }: Lie,
): Promise<void> => {
  const request = await tell(deskOf());
  const signatures = bench.token.issuerSignatures;
  expect(await issuer.issue(request)).toEqual({ outcome: 'refused', check });
  expect(bench.token.issuerSignatures).toBe(signatures);
  told.push({ request, check, detail });
};

describe('passGate', () => {
  it('lets a case pass whose evidence is true', async () => {
    expect(await room.issuer.issue(await makeCase(bench))).toMatchObject({ outcome: 'issued' });
  });

  it('signs on the answer where the office has looked in a list as well', async () => {
    const request = await withFacts(() => ({ jlisMethod: 'both' }))(deskOf());
    expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
  });

  it.each(Object.entries(LIES))('refuses %s', async (_, each) => {
    await expectRefusal(room.issuer, each);
  });

  it('refuses each fact of the evidence that the office saw otherwise, and names it', async () => {
    const { facts } = await draftCase(bench);
    const compared = Object.keys(facts).filter((fact) => {
      const { room: source } = factDefinitions[fact as FactId] as FactDefinition;
      const isOurs = source === 'evidence' || source === 'evidenceOrChecklist';
      return isOurs && !MOVED_BY_TIME.includes(fact) && fact !== 'certificateTypes';
    });
    expect(compared.length).toBeGreaterThan(20);
    const passed: string[] = [];
    for (const fact of compared) {
      const request = await withFacts((own) => ({ [fact]: otherValue(fact, own[fact]) }))(deskOf());
      const outcome = await room.issuer.issue(request);
      if (outcome.outcome === 'issued') passed.push(fact);
      else told.push({ request, check: 'factsDiffer', detail: fact });
    }
    expect(passed).toEqual([]);
  });

  it('takes from its own registers what the office says of them', async () => {
    const rosy = { keySeen: 'never', accreditationsHeld: 'jpkiItem5', automaticDecisions: 'on' };
    const issuer = await CertificateIssuer.open(
      roomWith({ isSwitchOn: (name) => name !== 'automaticDecisions' }),
    );
    await expectRefusal(
      issuer,
      lie(
        'outcomeNotHolding',
        /automation/,
        withFacts(() => rosy),
      ),
    );
  });

  const rooms: Record<string, [GateCheck, string | RegExp, () => Room]> = {
    'that has not accepted the rule set': [
      'ruleSetNotAccepted',
      /^[0-9a-f]{64}$/,
      () => roomWith({ isRuleSetAccepted: () => false }),
    ],
    'that has no accreditation for the service': [
      'outcomeNotHolding',
      /.*/,
      () => roomWith({ service: () => undefined }),
    ],
    'that has no profile for the service': [
      'profileRefused',
      'service',
      () => roomWith({ profile: () => undefined }),
    ],
    'whose key does not issue now': [
      'issuerKeyNotIssuing',
      /./,
      () => roomWith({ issuerKey: () => undefined }),
    ],
    'that trusts no J-LIS': ['factsDiffer', 'jpkiChain', () => roomWith({ anchors: [] })],
    'whose explanation was never accepted': [
      'outcomeNotHolding',
      /explanation/,
      () => roomWith({ explanations: () => [] }),
    ],
    'whose clock is behind its book': [
      'clockBehind',
      /./,
      () => roomWith({}, { now: () => new Date(room.room.book.lastAt - 1) }),
    ],
    'with signing switched off': [
      'switchOff',
      'allSigning',
      () => roomWith({ isSwitchOn: () => false }),
    ],
    'whose signing is switched off while the evidence is read': [
      'switchOff',
      'allSigning',
      () => {
        let isOn = true;
        return roomWith(
          { isSwitchOn: () => isOn },
          {
            readEvidence: (task) => {
              isOn = false;
              return room.room.readEvidence(task);
            },
          },
        );
      },
    ],
    'that may sign nothing in an hour': ['capExceeded', '0', () => roomWith({}, { capPerHour: 0 })],
  };

  it.each(Object.entries(rooms))(
    'refuses a true case in a room %s',
    async (_, [check, detail, roomOf]) => {
      const issuer = await CertificateIssuer.open(roomOf());
      await expectRefusal(
        issuer,
        lie(check, detail, () => makeCase(bench)),
      );
    },
  );

  it('refuses a key that was ever reported as compromised', async () => {
    const applicant = await createApplicant();
    const spkiSha256 = applicant.keys[0]?.spkiSha256 ?? '';
    await addRefusedKeysInRoom(
      room.room.book,
      {
        basis: 'reported',
        fingerprints: [spkiSha256],
        listSha256: HASH,
        spkiSha256,
        custodian: 'custodian-01',
        terminal: 'room',
      },
      new Date(),
    );
    await expectRefusal(
      room.issuer,
      lie('keyRefused', /key\.unseen\/compromised/, () => makeCase(bench, { applicant })),
    );
  });

  it('refuses a key that a list of weak keys has by Debian’s fingerprint', async () => {
    const applicant = await createApplicant({ keyKind: 'rsa-2048' });
    const fingerprints = keyFingerprints(applicant.keys[0]?.spki ?? Buffer.alloc(0)).slice(1);
    expect(fingerprints).toHaveLength(1);
    await addRefusedKeysInRoom(
      room.room.book,
      {
        basis: 'list',
        fingerprints,
        listSha256: HASH,
        custodian: 'custodian-01',
        terminal: 'room',
      },
      new Date(),
    );
    await expectRefusal(
      room.issuer,
      lie('keyRefused', /key\.unseen\/compromised/, () => makeCase(bench, { applicant })),
    );
  });

  it('refuses a key that it certified for another person', async () => {
    const applicant = await createApplicant();
    const first = await room.issuer.issue(await makeCase(bench, { applicant }));
    expect(first).toMatchObject({ outcome: 'issued' });
    await expectRefusal(
      room.issuer,
      lie('keyRefused', /key\.unseen\/otherPerson/, () => makeCase(bench, { applicant })),
    );
  });

  const unreadable: Record<string, Tell> = {
    'an instruction that is no JSON': filed({ instructionOctets: randomBytes(64) }),
    'an instruction without a dossier': instructed(() => ({ dossier: {} })),
    'an instruction without orders': instructed(() => ({ orders: {} })),
    'an instruction without the facts': filed({
      instruction: ({ evidence, dossier, ...rest }) => {
        const { facts: _facts, ...others } = evidence;
        const { factsSha256: _hash, ...dossierRest } = dossier;
        return { ...rest, evidence: others, dossier: dossierRest };
      },
    }),
    'a responsible person who is none': instructed(() => ({ responsible: 'somebody' })),
    'facts that are no JSON': filed({ factsOctets: randomBytes(64) }),
    'facts without facts': filed({ factsOctets: octetsOf({ v: 1 }) }),
    'a proof of possession that is no JSON': altered(() => ({
      proofOfPossession: randomBytes(64),
    })),
    'a signature container that is no CMS': altered(() => ({
      signatureContainer: randomBytes(64),
    })),
    'a J-LIS answer that is no OCSP response': altered(() => ({
      jlisAnswer: Buffer.from('<html>'),
    })),
    'a text of another route': altered(({ card, text }) => {
      const signedText = rewritten(text, OTHER_ROUTE);
      return { signedText, signatureContainer: card.sign(signedText) };
    }),
  };

  it.each(Object.entries(unreadable))('refuses, and does not fail over, %s', async (_, tell) => {
    const signatures = bench.token.issuerSignatures;
    expect(await room.issuer.issue(await tell(deskOf()))).toMatchObject({ outcome: 'refused' });
    expect(bench.token.issuerSignatures).toBe(signatures);
  });

  it('goes on after all that was thrown at it', async () => {
    expect(await room.issuer.issue(await makeCase(bench))).toMatchObject({ outcome: 'issued' });
    expect(room.broken).toEqual([]);
  });

  it('has written an entry for each refusal, and none about the person', async () => {
    const book = await bench.readBook();
    for (const { request, check, detail } of told) {
      const entries = book.filter(({ entry }) => entry.case === request.applicationId);
      const refusal = entries.at(-1)?.entry;
      expect(refusal).toMatchObject({
        event: 'gate.refused',
        data: { order: request.orderId, check },
      });
      const { detail: said = '' } = (refusal?.data ?? {}) as { detail?: string };
      expect(said).toMatch(typeof detail === 'string' ? new RegExp(`^${detail}$`) : detail);
      expect(said).toMatch(/^[ -~]*$/);
    }
  });
});

describeRenewals(() => ({ bench, room }));
