import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../books/entry.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relyingPartyAt } from '../../adapters/webauthn/relying-party.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { runCommand } from '../../bin/instance/command.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import type { PersonaName } from '../../simulator/personas.ts';
import { uuidV7 } from '../../simulator/uuid.ts';
import { temporaryFolders } from '../bin/temporary-folder.ts';
import {
  askJlis,
  fileCase,
  makeCase,
  type DraftedCase,
  type Filing,
} from '../../bin/chaos/forge/drafted-case.ts';
import { ann, bob, cara, cole, CREW, eve, ivo } from '../../bin/chaos/forge/crew.ts';
import {
  by,
  draftOf,
  filedBy,
  HUMAN_LIES,
  type HumanDesk,
} from '../../bin/chaos/forge/human-lies.ts';
import { handedIn, keepAct, signingOn } from './agreed-acts.ts';
import { holdInstance, type HeldInstance } from './held-instance.ts';
import { octetsOf, RoomBench, type TestRoom } from './room-bench.ts';
import type { TestOfficer } from '../../bin/chaos/forge/officers.ts';

const registerOf = (accounts: readonly TestOfficer[]): Buffer =>
  octetsOf({ v: 1, officers: accounts.map(({ account }) => account) });

const officers = CREW;

const folders = temporaryFolders();

/** A file as a custodian carries it into the room. */
const fileOf = (accounts: readonly TestOfficer[]): string => {
  const path = join(folders(), 'officers.json');
  writeFileSync(path, JSON.stringify(JSON.parse(String(registerOf(accounts))), null, 2));
  return path;
};

let held: HeldInstance;
let bench: RoomBench;
let room: TestRoom;

beforeAll(async () => {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    // The software authenticators of the demonstration come in by the same file.
    env: {
      ISSUER_KEY_ALGORITHM: 'p256',
      OFFICERS_FILE: fileOf(officers),
      // Assertions come from thread to thread as text.
      EVIDENCE_THREADS: '1',
    },
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

const humanDesk = (): HumanDesk => ({
  jlis: bench.jlis,
  office: bench.office,
  console: relyingPartyAt(bench.config.publicConsoleUrl),
});

const draft = (persona: PersonaName): Promise<DraftedCase> => draftOf(humanDesk(), persona);

const filed = (...said: Parameters<typeof filedBy>): Promise<OrderRequest> =>
  filedBy(...said)(humanDesk());

/** Instructions of which the room reads no further. */
const FORMS: Readonly<Record<string, (instruction: Record<string, unknown>) => object>> = {
  'a decision of the machine with approvals': (i) => ({ ...i, approvals: ['a'.repeat(64)] }),
  'an unknown decider': (i) => ({ ...i, decider: 'nobody' }),
  'persons without a list of approvals': ({ approvals: _approvals, ...i }) => ({
    ...i,
    decider: 'officer',
  }),
  'approvals that are no hashes': (i) => ({ ...i, decider: 'officer', approvals: ['ann'] }),
  'approvals out of order': (i) => ({
    ...i,
    decider: 'officer',
    approvals: ['b'.repeat(64), 'a'.repeat(64)],
  }),
  'an approval named twice': (i) => ({
    ...i,
    decider: 'officer',
    approvals: ['a'.repeat(64), 'a'.repeat(64)],
  }),
  'more approvals than anybody asks': (i) => ({
    ...i,
    decider: 'officer',
    approvals: Array.from({ length: 9 }, (_, n) => String(n).repeat(64)),
  }),
  'an operator who is no hash': (i) => ({ ...i, instructedBy: 'ivo' }),
};

const entriesOf = async (request: OrderRequest) =>
  (await bench.readBook())
    .map(({ entry }) => entry)
    .filter((entry) => entry.case === request.applicationId);

const assertionsOf = (intent: { readonly data: object } | undefined): readonly string[] =>
  Object(intent?.data)['assertions'] ?? [];

/** A case that the machine approved, and somebody instructed. */
const filedOnTheWordOf = (officer: TestOfficer) =>
  filed('ordinary', [], { isByMachine: true, instructedBy: by(officer) });

/** The case as it was approved, with another answer of J-LIS than the dossier names. */
const answeredAnew = async (
  card: (drafted: DraftedCase) => Promise<DraftedCase['card']>,
): Promise<[DraftedCase, NonNullable<Filing['instruction']>]> => {
  const drafted = await draft('minor');
  const anew = await askJlis(bench, await card(drafted));
  const before = [drafted.octets.jlisRequest, drafted.octets.jlisAnswer].map(sha256Hex);
  const after = [anew.jlisRequest, anew.jlisAnswer].map(sha256Hex);
  const named = (hash: string): string => before[after.indexOf(hash)] ?? hash;
  return [
    { ...drafted, octets: { ...drafted.octets, ...anew } },
    (instruction) => ({
      ...instruction,
      dossier: {
        ...instruction.dossier,
        evidence: instruction.dossier.evidence.map(named).toSorted(),
      },
    }),
  ];
};

const CUSTODIANS = ['--custodian', 'custodian-01', '--custodian', 'custodian-02'];

/** Has the command put another register in force; the room is closed meanwhile. */
const adopt = (path: string, ...custodians: readonly string[]): Promise<string> =>
  runCommand(held.instance.environmentOf('enclave-worker'), 'adopt-officers', path, ...custodians);

const actOf = (entry: Entry | undefined) => (entry?.data as { act?: string } | undefined)?.act;

describe('the register of officers', () => {
  it('is the one that the ceremony was given, and the book has its hash', async () => {
    expect(room.room.registers.officers()).toEqual(officers.map(({ account }) => account));
    const book = (await bench.readBook()).map(({ entry }) => entry);
    const about = actOf(
      book.find(
        ({ event, data }) => event === 'act.effective' && data.actKind === 'officerRegister',
      ),
    );
    const acts = book.filter((entry) => entry.event.startsWith('act.') && actOf(entry) === about);
    expect(acts.map(({ event }) => event)).toEqual([
      'act.proposed',
      'act.approved',
      'act.effective',
    ]);
    const contentSha256 = sha256Hex(registerOf(officers));
    expect(acts.at(-1)?.data).toMatchObject({ contentSha256 });
  });

  it('is replaced by two custodians, and who is not in it any more has approved nothing', async () => {
    const request = await filed('minor', [by(ann)]);
    const without = fileOf(officers.filter((each) => each !== ann));
    await room.close();
    expect(await adopt(without, ...CUSTODIANS)).toContain('another register');
    room = await bench.openRoom();
    expect(await room.issuer.issue(request)).toMatchObject({ check: 'assertionInvalid' });
    // The document of before may come back.
    await room.close();
    expect(await adopt(fileOf(officers), ...CUSTODIANS)).toContain('another register');
    expect(await adopt(fileOf(officers), ...CUSTODIANS)).toContain('was in force');
    room = await bench.openRoom();
    expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
  });

  it('is not replaced by one custodian, in production, or by what is none', async () => {
    const alone = ['--custodian', 'custodian-01', '--custodian', 'custodian-01'];
    await expect(adopt(fileOf(officers), ...alone)).rejects.toThrow('two different custodians');
    await expect(adopt(fileOf([ann, ann]), ...CUSTODIANS)).rejects.toThrow('no register');
    const roles = ['approver', 'custodian'];
    const twofold = { ...ivo, account: { ...ivo.account, roles } };
    await expect(adopt(fileOf([twofold]), ...CUSTODIANS)).rejects.toThrow('N8');
    const env = {
      ...held.instance.environmentOf('enclave-worker'),
      TOROKU_MODE: 'production',
      HSM_PIN_FILE: '',
    };
    const inProduction = runCommand(env, 'adopt-officers', fileOf(officers), ...CUSTODIANS);
    await expect(inProduction).rejects.toThrow('not in production');
    await room.close();
    room = await bench.openRoom();
    expect(room.room.registers.officers()).toHaveLength(officers.length);
  });
});

const consoleParty = () => relyingPartyAt(bench.config.publicConsoleUrl);
/** By an act, which is the only way in production; here the token is opened by a file. */
const toroku = async (...args: readonly string[]): Promise<string> => {
  await room.close();
  const env = held.instance.environmentOf('enclave-worker');
  try {
    return await runCommand(env, ...(args as [string]));
  } finally {
    room = await bench.openRoom();
  }
};
const registerAct = (accounts: readonly TestOfficer[]) => {
  const document = registerOf(accounts);
  const change = { version: '2', documentSha256: sha256Hex(document) };
  const content = signingOn({ actKind: 'officerRegister', change } as never);
  return { document, content };
};

describe('acts that two people signed in the console', () => {
  it('put a register in force once, with the real assertions in the book', async () => {
    const { document, content } = registerAct(officers.filter((each) => each !== eve));
    const handed = handedIn(
      { content, proposes: { officer: cara }, approves: { officer: cole } },
      consoleParty(),
    );
    const act = await keepAct(bench.office, handed, document);
    expect(await toroku('adopt-officers', '--act', act)).toContain('another register');
    expect(room.room.registers.officers()).toHaveLength(officers.length - 1);
    const entries = (await bench.readBook())
      .map(({ entry }) => entry)
      .filter(({ data }) => (data as { act?: string }).act === act);
    expect(entries.map(({ event, actor }) => [event, actor.id])).toEqual([
      ['act.proposed', 'cara'],
      ['act.approved', 'cole'],
      ['act.effective', 'enclave-worker'],
    ]);
    const hashes = entries
      .slice(0, 2)
      .map(({ data }) => (data as { assertionSha256: string }).assertionSha256);
    expect(hashes).toEqual(handed.assertions.map((octets) => sha256Hex(octets)));

    await room.close();
    await adopt(fileOf(officers), ...CUSTODIANS);
    room = await bench.openRoom();
    await expect(toroku('adopt-officers', '--act', act)).rejects.toThrow('is performed');
    expect(room.room.registers.officers()).toHaveLength(officers.length);
  });

  it('are refused where the room knows better than the office', async () => {
    const { document, content } = registerAct([ann, cara, cole]);
    const kept = (agreed: Partial<Parameters<typeof handedIn>[0]>, with_ = document) =>
      keepAct(
        bench.office,
        handedIn(
          { content, proposes: { officer: cara }, approves: { officer: cole }, ...agreed },
          consoleParty(),
        ),
        with_,
      );
    const byApprover = await kept({ approves: { officer: ann } });
    await expect(toroku('adopt-officers', '--act', byApprover)).rejects.toThrow('ann for');
    const alone = await kept({ approves: { officer: cara } });
    await expect(toroku('adopt-officers', '--act', alone)).rejects.toThrow('N5');
    const other = await kept({}, registerOf([ann]));
    await expect(toroku('adopt-officers', '--act', other)).rejects.toThrow('no register');
    const before = { effectiveFrom: new Date(Date.now() - 3_600_000).toISOString() };
    const old = await kept({ content: { ...content, ...before } });
    await expect(toroku('adopt-officers', '--act', old)).rejects.toThrow('older than the register');
    const signing = await kept({ content: signingOn() });
    await expect(toroku('adopt-officers', '--act', signing)).rejects.toThrow('no register');
    await expect(toroku('adopt-officers', '--act', uuidV7())).rejects.toThrow('no evidence');
    expect(room.room.registers.officers()).toHaveLength(officers.length);
  });

  it('let the room sign again after they were agreed on, and not before it stopped', async () => {
    const agreed = { proposes: { officer: ann }, approves: { officer: cara } };
    const early = await keepAct(
      bench.office,
      handedIn({ content: signingOn(), ...agreed }, consoleParty()),
    );
    await room.reconciliation.stopSigning({ day: '2026-11-30', equations: ['Q10'] });
    await expect(toroku('switch', 'on', 'allSigning', '--act', early)).rejects.toThrow(
      'older than the stop',
    );
    const now = handedIn({ content: signingOn(), ...agreed }, consoleParty());
    const act = await keepAct(bench.office, now);
    expect(await toroku('switch', 'on', 'allSigning', '--act', act)).toContain('signs again');
    const set = (await bench.readBook()).map(({ entry }) => entry).at(-1);
    expect(set).toMatchObject({
      event: 'switch.set',
      actor: { id: 'cara', role: 'custodian' },
      data: { switch: 'allSigning', to: 'on', cause: 'causeRemoved', act },
    });
    expect(await toroku('switch', 'on', 'allSigning', '--act', act)).toContain('was on');
  });
});

describe('a decision by persons', () => {
  it('is issued, and the intent names the assertions it rests on', async () => {
    const request = await filed('variant', [by(ann), by(bob)]);
    expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
    const intent = (await entriesOf(request)).find(({ event }) => event === 'issuance.intended');
    const assertions = assertionsOf(intent);
    expect(intent).toMatchObject({ data: { decider: 'officer' } });
    expect(assertions).toHaveLength(3);
    expect(assertions).toEqual(assertions.toSorted());
    expect(intent).not.toHaveProperty('responsible');
  });

  it.each<[string, PersonaName]>([
    ['what one may approve', 'minor'],
    ['what holds', 'ordinary'],
  ])('is one approver’s for %s', async (_, persona) => {
    const request = await filed(persona, [by(ann)]);
    expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
  });

  it('stands while automatic decisions are off in the room, and nobody is on duty', async () => {
    const set = (isOn: number) =>
      bench.rows(
        `insert into room_switches (name, is_on) values ('automaticDecisions', $1)
         on conflict (name) do update set is_on = excluded.is_on`,
        [isOn],
      );
    const drafted = await draft('minor');
    const facts = { ...drafted.facts, responsiblePersonOnDuty: false };
    await set(0);
    await room.close();
    room = await bench.openRoom();
    const request = await filed({ ...drafted, facts }, [by(ann)]);
    expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
    const byMachine = await makeCase(bench);
    expect(await room.issuer.issue(byMachine)).toMatchObject({ check: 'outcomeNotHolding' });
    await set(1);
    await room.close();
    room = await bench.openRoom();
  });

  it('stands over a newer answer of J-LIS that says the same', async () => {
    const [drafted, instruction] = await answeredAnew(async ({ card }) => card);
    const request = await filed(drafted, [by(ann)], { instruction });
    expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
    // What the machine decided is decided anew.
    const [other, ofOther] = await answeredAnew(async ({ card }) => card);
    const byMachine = await fileCase(bench, other, { instruction: ofOther });
    expect(await room.issuer.issue(byMachine)).toMatchObject({ check: 'dossierDiffers' });
  });

  it('does not stand over an answer about somebody else', async () => {
    const [drafted, instruction] = await answeredAnew(() => bench.jlis.issueCard('ordinary'));
    const request = await filed(drafted, [by(ann)], { instruction });
    expect(await room.issuer.issue(request)).toMatchObject({ check: 'factsDiffer' });
  });
});

describe('what the machine approved and a person instructed', () => {
  it('is issued on the word of an issuing operator', async () => {
    const request = await filedOnTheWordOf(ivo);
    expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
    const intent = (await entriesOf(request)).find(({ event }) => event === 'issuance.intended');
    expect(intent).toMatchObject({ data: { decider: 'ruleSet' }, responsible: {} });
    expect(assertionsOf(intent)).toHaveLength(1);
  });

  it('is not on anybody else’s', async () => {
    const request = await filedOnTheWordOf(ann);
    expect(await room.issuer.issue(request)).toMatchObject({ check: 'officerNotEntitled' });
  });
});

describe('the gate', () => {
  it.each(Object.entries(HUMAN_LIES))('refuses %s', async (_, [check, tell]) => {
    const request = await tell(humanDesk());
    const signatures = bench.token.issuerSignatures;
    expect(await room.issuer.issue(request)).toEqual({ outcome: 'refused', check });
    expect(bench.token.issuerSignatures).toBe(signatures);
    const refusal = (await entriesOf(request)).at(-1);
    expect(refusal).toMatchObject({ event: 'gate.refused', data: { check } });
    expect(Object(refusal?.data)).toMatchObject({ detail: expect.stringMatching(/^[ -~]+$/) });
  });

  it.each(Object.entries(FORMS))('reads no further in %s', async (_, change) => {
    const request = await fileCase(bench, await draft('ordinary'), {
      instruction: (instruction) => change({ ...instruction }),
    });
    const check = 'instructionMissing';
    expect(await room.issuer.issue(request)).toEqual({ outcome: 'refused', check });
  });

  it('reads instructions of the machine from before persons could decide', async () => {
    const request = await fileCase(bench, await draft('ordinary'), {
      instruction: ({ approvals: _approvals, ...instruction }) => instruction,
    });
    expect(await room.issuer.issue(request)).toMatchObject({ outcome: 'issued' });
  });
});
