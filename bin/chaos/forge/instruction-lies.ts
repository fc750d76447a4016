import { uuidV7 } from '../../../simulator/uuid.ts';
import type { IssuingInstruction } from '../../../domain/issuance/issuing-instruction.ts';
import { draftCase, fileCase, makeCase } from './drafted-case.ts';
import {
  alteredWithItsFacts,
  HASH,
  instructed,
  lie,
  rewritten,
  withDossier,
  withOrder,
  type Lie,
} from './lie.ts';

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

/** Instructions that say otherwise than was decided, about true evidence. */
export const INSTRUCTION_LIES: Readonly<Record<string, Lie>> = {
  'facts whose hash is not that of the dossier': lie(
    'dossierDiffers',
    'facts',
    withDossier({ factsSha256: HASH }),
  ),
  'a rule set that there is not': lie(
    'ruleSetNotAccepted',
    '2020-01',
    instructed(() => ({ ruleSet: '2020-01' })),
  ),
  'a rule set other than that of the dossier': lie(
    'dossierDiffers',
    'ruleSet',
    withDossier({ ruleSetSha256: HASH }),
  ),
  'the dossier of another case': lie('dossierDiffers', 'case', withDossier({ case: uuidV7() })),
  'the dossier of another version': lie('dossierDiffers', 'version', withDossier({ version: 2 })),
  'a dossier over another text': lie('dossierDiffers', 'text', withDossier({ textSha256: HASH })),
  'a dossier over other signed content': lie(
    'dossierDiffers',
    'signedContentSha256',
    withDossier({ signedContentSha256: HASH }),
  ),
  'a dossier that does not name a piece of evidence': lie(
    'dossierDiffers',
    /./,
    instructed(({ dossier }) => ({
      dossier: { ...dossier, evidence: dossier.evidence.slice(1) },
    })),
  ),
  'a dossier over other orders': lie(
    'dossierDiffers',
    /./,
    instructed(({ dossier }) => ({
      dossier: {
        ...dossier,
        orders: dossier.orders.map((order) => ({ ...order, validityMonths: 12 })),
      },
    })),
  ),
  'an order that the instruction does not name': lie(
    'instructionMissing',
    'order',
    async (desk) => ({
      ...(await makeCase(desk)),
      orderId: uuidV7(),
    }),
  ),
  'the instruction of another application': lie(
    'instructionMissing',
    'application',
    instructed(() => ({ application: uuidV7() })),
  ),
  'the instruction of another chain': lie(
    'instructionMissing',
    'chain',
    instructed(() => ({ chain: uuidV7() })),
  ),
  'an instruction that was never kept': lie('evidenceMissing', /./, async (desk) => ({
    ...(await makeCase(desk)),
    instructionSha256: HASH,
  })),
  'evidence of another application': lie('dossierDiffers', 'applicationId', async (desk) => {
    const [mine, other] = [await draftCase(desk), await draftCase(desk)];
    return fileCase(desk, { ...mine, octets: other.octets, facts: other.facts });
  }),
  'a text of another edition': lie(
    'dossierDiffers',
    'edition',
    alteredWithItsFacts(({ card, text }) => {
      const signedText = rewritten(text, { edition: 2, previousTextSha256: HASH });
      return { signedText, signatureContainer: card.sign(signedText) };
    }),
  ),
  'a text of another portal': lie(
    'dossierDiffers',
    'portal',
    instructed(() => ({ portal: 'another-portal' })),
  ),
  'another service than the text’s': lie(
    'dossierDiffers',
    'service',
    instructed(() => ({ service: 'demo-code' })),
  ),
  'the key of somebody else in the order': lie(
    'keyNotBound',
    'other key',
    withOrder({ spkiSha256: HASH }),
  ),
  'another place among the orders': lie('keyNotBound', 'no key', withOrder({ order: 2 })),
  'more months than were signed for': lie(
    'dossierDiffers',
    'validityMonths',
    withOrder({ validityMonths: 60 }),
  ),
  'another type than was signed for': lie(
    'dossierDiffers',
    'certificateType',
    withOrder({ certificateType: 'attribute' }),
  ),
  'a service that the room does not have': lie('profileRefused', 'service', async (desk) =>
    makeCase(desk, { service: 'no-such-service' }),
  ),
  'a service that is not open to keys with the application': lie(
    'outcomeNotHolding',
    /key|open/,
    (desk) => makeCase(desk, { service: 'demo-code' }),
  ),
  'an officer’s decision without assertions': lie('approvalsMissing', /.*/, async (desk) => {
    const card = await desk.jlis.issueCard('minor');
    const drafted = await draftCase(desk, { card });
    return fileCase(desk, drafted, {
      instruction: (instruction) => ({ ...instruction, decider: 'officer' }),
    });
  }),
  'an officer’s decision over what nobody may approve': lie(
    'outcomeNotHolding',
    /.*/,
    async (desk) => {
      const card = await desk.jlis.issueCard('stolen');
      return fileCase(desk, await draftCase(desk, { card }), {
        instruction: (instruction) => ({ ...instruction, decider: 'officer' }),
      });
    },
  ),
  'a fact that the rules ask for left out': lie('outcomeNotHolding', /.*/, async (desk) => {
    const drafted = await draftCase(desk);
    const { personOnWatch: _, ...facts } = drafted.facts;
    return fileCase(desk, { ...drafted, facts });
  }),
  'an order that the case already has under another id': lie(
    'orderAlreadyIssued',
    /.*/,
    async (desk) => {
      const drafted = await draftCase(desk);
      const request = await fileCase(desk, drafted);
      await desk.issueGenuine(request);
      const orderId = uuidV7();
      const again = await fileCase(desk, drafted, {
        isFiledAgain: true,
        instruction: underId(orderId),
      });
      return { ...again, orderId };
    },
  ),
  'the same order once more, signed anew for another key': lie(
    'orderAlreadyIssued',
    'orderNumber',
    async (desk) => {
      const first = await draftCase(desk);
      await desk.issueGenuine(await fileCase(desk, first));
      const { applicationId } = first.text;
      const second = await draftCase(desk, { card: first.card, text: { applicationId } });
      const orderId = uuidV7();
      const request = await fileCase(desk, second, {
        instruction: underId(orderId),
      });
      return { ...request, orderId };
    },
  ),
};
