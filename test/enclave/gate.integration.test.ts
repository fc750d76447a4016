import { randomBytes, type KeyObject } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proofsOctets } from '../../adapters/jpki/proof-evidence.ts';
import { keyFingerprints } from '../../adapters/x509/key-fingerprints.ts';
import { children, expectTag, readExactly } from '../../adapters/x509/der-reader.ts';
import * as der from '../../adapters/x509/der-writer.ts';
import { printSignedText, type ApplicationText } from '../../domain/application/signed-text.ts';
import { factDefinitions, type FactId } from '../../domain/decision/facts.ts';
import type { FactDefinition } from '../../domain/decision/vocabulary.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import type { GateCheck } from '../../domain/issuance/order-states.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import { addRefusedKeysInRoom } from '../../enclave/keys/add-refused-keys.ts';
import { CertificateIssuer } from '../../enclave/issuance/issue-certificate.ts';
import type { Room, RoomRegisters } from '../../enclave/room.ts';
import { ApplicantKey, createApplicant } from '../../simulator/applicant.ts';
import { uuidV7 } from '../../simulator/uuid.ts';
import { closePair, rocaPair } from '../adapters/x509/weak-keys.ts';
import {
  askJlis,
  draftCase,
  factsOf,
  fileCase,
  makeCase,
  proofsFor,
  type DraftedCase,
  type Filing,
} from './drafted-case.ts';
import { holdInstance, type HeldInstance } from './held-instance.ts';
import { octetsOf, RoomBench, type TestRoom } from './room-bench.ts';

let held: HeldInstance;
let bench: RoomBench;
let room: TestRoom;

beforeAll(async () => {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    env: { ISSUER_KEY_ALGORITHM: 'p256' },
    ceremony: true,
  });
  bench = await RoomBench.open(held.instance);
  room = await bench.openRoom();
});
afterAll(async () => {
  await room?.close();
  await bench?.close();
  await held?.release();
});

/** What a stolen office tells: it keeps other evidence than there was, or instructs otherwise. */
interface Lie {
  readonly check: GateCheck;
  /** What the refusal's entry names, in ids and codes. */
  readonly detail?: string | RegExp;
  readonly tell: () => Promise<OrderRequest>;
}

const lie = (
  check: GateCheck,
  detail: string | RegExp,
  tell: () => Promise<OrderRequest>,
): Lie => ({
  check,
  detail,
  tell,
});

/** A true case whose evidence is changed before it is kept; the facts stay those of the true one. */
const altered = async (
  alter: (
    drafted: DraftedCase,
  ) => Partial<DraftedCase['octets']> | Promise<Partial<DraftedCase['octets']>>,
  options: Parameters<typeof draftCase>[1] = {},
): Promise<OrderRequest> => {
  const drafted = await draftCase(bench, options);
  const octets = { ...drafted.octets, ...(await alter(drafted)) };
  return fileCase(bench, { ...drafted, octets });
};

/** The same, and the facts are those that the changed evidence gives. */
const alteredWithItsFacts = async (
  alter: Parameters<typeof altered>[0],
  options: Parameters<typeof draftCase>[1] = {},
): Promise<OrderRequest> => {
  const drafted = await draftCase(bench, options);
  const octets = { ...drafted.octets, ...(await alter(drafted)) };
  const kept = { ...drafted, octets };
  const facts = factsOf(bench, kept, proofsFor(drafted.applicant, drafted.text));
  return fileCase(bench, { ...kept, facts });
};

type FactValues = Readonly<Record<string, unknown>>;

/** A true case with other facts. */
const withFacts = async (change: (facts: FactValues) => FactValues): Promise<OrderRequest> => {
  const drafted = await draftCase(bench);
  return fileCase(bench, { ...drafted, facts: { ...drafted.facts, ...change(drafted.facts) } });
};

const filed = async (filing: Filing): Promise<OrderRequest> =>
  fileCase(bench, await draftCase(bench), filing);

/** A true case with another instruction. */
const instructed = (change: (instruction: IssuingInstruction) => object): Promise<OrderRequest> =>
  filed({ instruction: (instruction) => ({ ...instruction, ...change(instruction) }) });

const withDossier = (change: object): Promise<OrderRequest> =>
  instructed(({ dossier }) => ({ dossier: { ...dossier, ...change } }));

const withOrder = (change: object): Promise<OrderRequest> =>
  instructed(({ orders }) => ({ orders: orders.map((order) => ({ ...order, ...change })) }));

const withEvidence = (change: object): Promise<OrderRequest> =>
  instructed(({ evidence }) => ({ evidence: { ...evidence, ...change } }));

const ofPersona = async (
  name: Parameters<RoomBench['jlis']['issueCard']>[0],
  facts: Readonly<Record<string, unknown>> = {},
): Promise<OrderRequest> => {
  const drafted = await draftCase(bench, { card: await bench.jlis.issueCard(name) });
  return fileCase(bench, { ...drafted, facts: { ...drafted.facts, ...facts } });
};

const flipped = (octets: Buffer, at: number): Buffer => {
  const copy = Buffer.from(octets);
  copy.writeUInt8((copy.at(at) ?? 0) ^ 1, at < 0 ? copy.length + at : at);
  return copy;
};

const rewritten = (text: ApplicationText, change: Partial<ApplicationText>): Buffer =>
  Buffer.from(printSignedText({ ...text, ...change }));

const OTHER_ROUTE = {
  identityRoute: 'ownCertificate',
  address: '東京都千代田区一番町１－１',
} as const;
const HASH = 'f'.repeat(64);
const ORDERS_FOR_LONGER = [{ certificateType: 'basic', validityMonths: 36 }] as const;

/** The instruction with its one order under another id. */
const underId =
  (id: string) =>
  (instruction: IssuingInstruction): IssuingInstruction => ({
    ...instruction,
    orders: instruction.orders.map((order) => ({ ...order, id })),
    dossier: {
      ...instruction.dossier,
      orders: instruction.dossier.orders.map((order) => ({ ...order, order: id })),
    },
  });

/** An OCSP request with nothing but its list of certificates. */
const withoutExtensions = (request: Buffer): Buffer => {
  const [tbs] = children(readExactly(request, 0x30));
  const [list] = children(expectTag(tbs, 0x30));
  return der.seq(der.seq(list?.octets ?? Buffer.alloc(0)));
};

/** Removes the files with the keys of a chain, as the end of its retention does. */
const destroyChain = ({ chainId }: OrderRequest): void => {
  const dir = join(bench.config.evidenceDir, 'chains', chainId.slice(-2));
  for (const name of readdirSync(dir)) if (name.startsWith(chainId)) rmSync(join(dir, name));
};

/** An applicant who really holds this key. */
const withPair = async ({ privateKey }: { readonly privateKey: KeyObject }) => ({
  ...(await createApplicant()),
  keys: [new ApplicantKey(privateKey)],
});

const LIES: Readonly<Record<string, Lie>> = {
  'a signed text that was altered': lie('factsDiffer', 'requestedValidityMonths', () =>
    altered(({ text }) => ({ signedText: rewritten(text, { orders: [...ORDERS_FOR_LONGER] }) })),
  ),
  'a signed text that was altered where no fact shows it': lie(
    'factsDiffer',
    /signature|proof/,
    () => altered(({ text }) => ({ signedText: rewritten(text, { nonce: 'ab'.repeat(16) }) })),
  ),
  'an altered text, and facts to match': lie('keyRefused', /signature/, () =>
    alteredWithItsFacts(({ text }) => ({
      signedText: rewritten(text, { nonce: 'ab'.repeat(16) }),
    })),
  ),
  'a key with the ROCA fingerprint': lie('keyRefused', 'key.strength/weak roca', async () =>
    makeCase(bench, { applicant: await withPair(rocaPair()) }),
  ),
  'a key of two close primes': lie('keyRefused', 'key.strength/weak closePrimes', async () =>
    makeCase(bench, { applicant: await withPair(closePair()) }),
  ),
  'a key with the ROCA fingerprint, called acceptable': lie(
    'factsDiffer',
    'keyParameters',
    async () => {
      const drafted = await draftCase(bench, { applicant: await withPair(rocaPair()) });
      const facts = { ...drafted.facts, keyParameters: 'acceptable' };
      return fileCase(bench, { ...drafted, facts });
    },
  ),
  'octets that are no text of the grammar': lie('evidenceHash', 'text', () =>
    altered(({ octets }) => ({ signedText: Buffer.concat([octets.signedText, Buffer.from(' ')]) })),
  ),
  'a CMS with one bit of the signature altered': lie('factsDiffer', 'signature', () =>
    altered(({ octets }) => ({ signatureContainer: flipped(octets.signatureContainer, -1) })),
  ),
  'an altered CMS, and facts to match': lie('outcomeNotHolding', /signature/, () =>
    alteredWithItsFacts(({ octets }) => ({
      signatureContainer: flipped(octets.signatureContainer, -1),
    })),
  ),
  'the same text signed with another person’s card': lie('factsDiffer', /.*/, () =>
    altered(async ({ octets }) => ({
      signatureContainer: (await bench.jlis.issueCard('ordinary')).sign(octets.signedText),
    })),
  ),
  'a card of the impostor’s authority': lie('outcomeNotHolding', /chain/, () =>
    ofPersona('impostor'),
  ),
  'a card of the impostor’s authority, called trusted': lie('factsDiffer', 'jpkiChain', () =>
    ofPersona('impostor', { jpkiChain: 'trusted', jlisAnswer: 'verified', jlisStatus: 'good' }),
  ),
  'another person’s proof of possession': lie('factsDiffer', /.*/, () =>
    altered(async ({ text }) => ({
      proofOfPossession: proofsOctets(proofsFor(await createApplicant(), text)),
    })),
  ),
  'a proof of possession made for another application': lie(
    'factsDiffer',
    'proofOfPossession',
    () =>
      altered(({ applicant, text }) => ({
        proofOfPossession: proofsOctets(proofsFor(applicant, { ...text, applicationId: uuidV7() })),
      })),
  ),
  'no proof of possession at all': lie('factsDiffer', 'keyReceived', () =>
    altered(() => ({ proofOfPossession: proofsOctets([]) })),
  ),

  'a revoked card, called good': lie('factsDiffer', 'jlisStatus', () =>
    ofPersona('stolen', {
      jlisStatus: 'good',
      jlisRevocationReason: 'notRevoked',
      jlisRevocationTiming: 'notRevoked',
    }),
  ),
  'a revoked card': lie('outcomeNotHolding', /jlis/, () => ofPersona('stolen')),
  'an unknown card': lie('outcomeNotHolding', /jlis/, () => ofPersona('unknownStatus')),
  'a J-LIS answer older than 24 hours': lie('jlisTooOld', /jlis\.fresh/, () => ofPersona('stale')),
  'a J-LIS answer older than 24 hours, said to be of this minute': lie(
    'jlisTooOld',
    /jlis\.fresh/,
    () => ofPersona('stale', { jlisAnswerAgeMinutes: 0 }),
  ),
  'a J-LIS answer for another certificate': lie('factsDiffer', 'jlisAnswer', () =>
    altered(async () => askJlis(bench, await bench.jlis.issueCard('ordinary'))),
  ),
  'a J-LIS answer that was altered': lie('factsDiffer', 'jlisAnswer', () =>
    altered(({ octets }) => ({ jlisAnswer: flipped(octets.jlisAnswer, -1) })),
  ),
  'a J-LIS answer to another request': lie('factsDiffer', 'jlisAnswer', () =>
    altered(async ({ card }) => ({ jlisRequest: (await askJlis(bench, card)).jlisRequest })),
  ),
  'a J-LIS answer to a question with a nonce that could be guessed': lie(
    'evidenceHash',
    'jlisNonce',
    () => alteredWithItsFacts(({ card }) => askJlis(bench, card, randomBytes(15))),
  ),
  'a J-LIS answer to a question without a nonce': lie('evidenceHash', 'jlisNonce', () =>
    alteredWithItsFacts(async ({ card }) => {
      const jlisRequest = withoutExtensions((await askJlis(bench, card)).jlisRequest);
      return { jlisRequest, jlisAnswer: await bench.jlis.answerOcsp(jlisRequest) };
    }),
  ),
  'a revocation list in place of an answer': lie('factsDiffer', 'jlisMethod', () =>
    withFacts(() => ({ jlisMethod: 'crl' })),
  ),
  'a J-LIS answer signed by a stranger': lie('factsDiffer', 'jlisAnswer', () =>
    ofPersona('foreignResponder', { jlisAnswer: 'verified', jlisStatus: 'good' }),
  ),
  'a name that is another person’s, called identical': lie('factsDiffer', 'nameMatch', () =>
    ofPersona('nameDiffers', { nameMatch: 'identical', nameExplanations: [] }),
  ),
  'a minor, called an adult': lie('outcomeNotHolding', /.*/, () =>
    ofPersona('minor', { ageBand: 'adult' }),
  ),

  'facts whose hash is not that of the dossier': lie('dossierDiffers', 'facts', () =>
    withDossier({ factsSha256: HASH }),
  ),
  'a rule set that there is not': lie('ruleSetNotAccepted', '2020-01', () =>
    instructed(() => ({ ruleSet: '2020-01' })),
  ),
  'a rule set other than that of the dossier': lie('dossierDiffers', 'ruleSet', () =>
    withDossier({ ruleSetSha256: HASH }),
  ),
  'the dossier of another case': lie('dossierDiffers', 'case', () =>
    withDossier({ case: uuidV7() }),
  ),
  'the dossier of another version': lie('dossierDiffers', 'version', () =>
    withDossier({ version: 2 }),
  ),
  'a dossier over another text': lie('dossierDiffers', 'text', () =>
    withDossier({ textSha256: HASH }),
  ),
  'a dossier over other signed content': lie('dossierDiffers', 'signedContentSha256', () =>
    withDossier({ signedContentSha256: HASH }),
  ),
  'a dossier that does not name a piece of evidence': lie('dossierDiffers', /./, () =>
    instructed(({ dossier }) => ({
      dossier: { ...dossier, evidence: dossier.evidence.slice(1) },
    })),
  ),
  'a dossier over other orders': lie('dossierDiffers', /./, () =>
    instructed(({ dossier }) => ({
      dossier: {
        ...dossier,
        orders: dossier.orders.map((order) => ({ ...order, validityMonths: 12 })),
      },
    })),
  ),
  'an order that the instruction does not name': lie('instructionMissing', 'order', async () => ({
    ...(await makeCase(bench)),
    orderId: uuidV7(),
  })),
  'the instruction of another application': lie('instructionMissing', 'application', () =>
    instructed(() => ({ application: uuidV7() })),
  ),
  'the instruction of another chain': lie('instructionMissing', 'chain', () =>
    instructed(() => ({ chain: uuidV7() })),
  ),
  'an instruction that was never kept': lie('evidenceMissing', /./, async () => ({
    ...(await makeCase(bench)),
    instructionSha256: HASH,
  })),
  'evidence of another application': lie('dossierDiffers', 'applicationId', async () => {
    const [mine, other] = [await draftCase(bench), await draftCase(bench)];
    return fileCase(bench, { ...mine, octets: other.octets, facts: other.facts });
  }),
  'a text of another edition': lie('dossierDiffers', 'edition', () =>
    alteredWithItsFacts(({ card, text }) => {
      const signedText = rewritten(text, { edition: 2, previousTextSha256: HASH });
      return { signedText, signatureContainer: card.sign(signedText) };
    }),
  ),
  'a text of another portal': lie('dossierDiffers', 'portal', () =>
    instructed(() => ({ portal: 'another-portal' })),
  ),
  'another service than the text’s': lie('dossierDiffers', 'service', () =>
    instructed(() => ({ service: 'demo-code' })),
  ),
  'the key of somebody else in the order': lie('keyNotBound', 'other key', () =>
    withOrder({ spkiSha256: HASH }),
  ),
  'another place among the orders': lie('keyNotBound', 'no key', () => withOrder({ order: 2 })),
  'more months than were signed for': lie('dossierDiffers', 'validityMonths', () =>
    withOrder({ validityMonths: 60 }),
  ),
  'another type than was signed for': lie('dossierDiffers', 'certificateType', () =>
    withOrder({ certificateType: 'attribute' }),
  ),
  'a service that the room does not have': lie('profileRefused', 'service', async () =>
    makeCase(bench, { service: 'no-such-service' }),
  ),
  'a service that is not open to keys with the application': lie(
    'outcomeNotHolding',
    /key|open/,
    () => makeCase(bench, { service: 'demo-code' }),
  ),
  'an officer’s decision without assertions': lie('approvalsMissing', /.*/, async () => {
    const card = await bench.jlis.issueCard('minor');
    const drafted = await draftCase(bench, { card });
    return fileCase(bench, drafted, {
      instruction: (instruction) => ({ ...instruction, decider: 'officer' }),
    });
  }),
  'an officer’s decision over what nobody may approve': lie('outcomeNotHolding', /.*/, async () => {
    const card = await bench.jlis.issueCard('stolen');
    return fileCase(bench, await draftCase(bench, { card }), {
      instruction: (instruction) => ({ ...instruction, decider: 'officer' }),
    });
  }),
  'a fact that the rules ask for left out': lie('outcomeNotHolding', /.*/, async () => {
    const drafted = await draftCase(bench);
    const { personOnWatch: _, ...facts } = drafted.facts;
    return fileCase(bench, { ...drafted, facts });
  }),
  'an order that the case already has under another id': lie(
    'orderAlreadyIssued',
    /.*/,
    async () => {
      const drafted = await draftCase(bench);
      const request = await fileCase(bench, drafted);
      expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
      const orderId = uuidV7();
      const again = await fileCase(bench, drafted, {
        isFiledAgain: true,
        instruction: underId(orderId),
      });
      return { ...again, orderId };
    },
  ),
  'the same order once more, signed anew for another key': lie(
    'orderAlreadyIssued',
    'orderNumber',
    async () => {
      const first = await draftCase(bench);
      expect(await room.issuer.issue(await fileCase(bench, first))).toMatchObject({
        outcome: 'issued',
      });
      const { applicationId } = first.text;
      const second = await draftCase(bench, { card: first.card, text: { applicationId } });
      const orderId = uuidV7();
      const request = await fileCase(bench, second, {
        instruction: underId(orderId),
      });
      return { ...request, orderId };
    },
  ),

  'keys of the chain that were destroyed': lie('evidenceMissing', /./, async () => {
    const request = await makeCase(bench);
    destroyChain(request);
    return request;
  }),
  ...Object.fromEntries(
    (
      [
        'signedText',
        'signatureContainer',
        'proofOfPossession',
        'jlisRequest',
        'jlisAnswer',
        'facts',
      ] as const
    ).flatMap((kind) => [
      [`no ${kind} among the evidence`, lie('evidenceMissing', /./, () => filed({ lost: [kind] }))],
      [
        `a ${kind} that the case does not have`,
        lie(
          kind === 'facts' || kind === 'signedText' ? 'dossierDiffers' : 'evidenceMissing',
          /.*/,
          () => withEvidence({ [kind]: HASH }),
        ),
      ],
    ]),
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
  { check, detail = /.*/, tell }: Lie,
): Promise<void> => {
  const request = await tell();
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
    const request = await withFacts(() => ({ jlisMethod: 'both' }));
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
      const request = await withFacts((own) => ({ [fact]: otherValue(fact, own[fact]) }));
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
      lie('outcomeNotHolding', /automation/, () => withFacts(() => rosy)),
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

  const unreadable: Record<string, () => Promise<OrderRequest>> = {
    'an instruction that is no JSON': () => filed({ instructionOctets: randomBytes(64) }),
    'an instruction without a dossier': () => instructed(() => ({ dossier: {} })),
    'an instruction without orders': () => instructed(() => ({ orders: {} })),
    'an instruction without the facts': () =>
      filed({
        instruction: ({ evidence, dossier, ...rest }) => {
          const { facts: _facts, ...others } = evidence;
          const { factsSha256: _hash, ...dossierRest } = dossier;
          return { ...rest, evidence: others, dossier: dossierRest };
        },
      }),
    'a responsible person who is none': () => instructed(() => ({ responsible: 'somebody' })),
    'facts that are no JSON': () => filed({ factsOctets: randomBytes(64) }),
    'facts without facts': () => filed({ factsOctets: octetsOf({ v: 1 }) }),
    'a proof of possession that is no JSON': () =>
      altered(() => ({ proofOfPossession: randomBytes(64) })),
    'a signature container that is no CMS': () =>
      altered(() => ({ signatureContainer: randomBytes(64) })),
    'a J-LIS answer that is no OCSP response': () =>
      altered(() => ({ jlisAnswer: Buffer.from('<html>') })),
    'a text of another route': () =>
      altered(({ card, text }) => {
        const signedText = rewritten(text, OTHER_ROUTE);
        return { signedText, signatureContainer: card.sign(signedText) };
      }),
  };

  it.each(Object.entries(unreadable))('refuses, and does not fail over, %s', async (_, tell) => {
    const signatures = bench.token.issuerSignatures;
    expect(await room.issuer.issue(await tell())).toMatchObject({ outcome: 'refused' });
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
