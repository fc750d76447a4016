import { describe, expect, it } from 'vitest';
import { pastActsOf, withPersons, type CaseEvent } from '../../../domain/governance/past-acts.ts';
import { mayAct } from '../../../domain/governance/separation.ts';

const entry = (event: string, id: string, role: string): CaseEvent => ({
  event,
  actor: { kind: 'officer', id, role },
  data: {},
});

const voided: CaseEvent = {
  event: 'application.approvalVoided',
  actor: { kind: 'system', id: 'office-worker' },
  data: { cause: 'newDossier' },
};

describe('pastActsOf', () => {
  it.each([
    ['application.received', 'reception', 'enterPaper'],
    ['data.compared', 'reception', 'secondDataEntry'],
    ['document.checked', 'examiner', 'checkDocuments'],
    ['case.claimed', 'approver', 'claimOrNote'],
    ['case.held', 'approver', 'claimOrNote'],
    ['note.added', 'approver', 'claimOrNote'],
    ['application.returned', 'examiner', 'returnForCorrection'],
    ['application.approvalGiven', 'approver', 'approve'],
    ['application.approvalGiven', 'examiner', 'checkDocuments'],
    ['application.approvalVoided', 'approver', 'takeApprovalBack'],
    ['application.rejected', 'approver', 'reject'],
    ['issuing.instructed', 'issuingOperator', 'instructIssuing'],
  ])('reads %s by the %s as %s', (event, role, act) => {
    expect(pastActsOf([entry(event, 'sato', role)])).toEqual([{ act, person: 'sato' }]);
  });

  it('leaves out what the machine and the portal did, and what is no act of the table', () => {
    const portal = {
      ...entry('application.received', 'p', ''),
      actor: { kind: 'portal', id: 'p' },
    };
    expect(pastActsOf([portal, voided, entry('case.evaluated', 'x', '')])).toEqual([]);
  });

  it('voids approvals before a void, and no finding', () => {
    const acts = pastActsOf([
      entry('application.approvalGiven', 'sato', 'approver'),
      entry('application.approvalGiven', 'suzuki', 'examiner'),
      voided,
      entry('application.approvalGiven', 'ito', 'approver'),
    ]);
    expect(acts).toEqual([
      { act: 'approve', person: 'sato', isVoided: true },
      { act: 'checkDocuments', person: 'suzuki' },
      { act: 'approve', person: 'ito' },
    ]);
    const proposal = { act: 'approve', roles: ['AP', 'EX'], isOwnCase: false } as const;
    expect(mayAct({ ...proposal, person: 'sato' }, acts)).toMatchObject({ may: true });
    expect(mayAct({ ...proposal, person: 'suzuki' }, acts)).toMatchObject({ because: 'N1' });
    expect(mayAct({ ...proposal, person: 'ito' }, acts)).toMatchObject({ because: 'N2' });
  });

  it('N13: holds two accounts of one person for one, where the register says so', () => {
    const accounts = [
      { id: 'sato', person: 'p-1' },
      { id: 'sato-2', person: 'p-1' },
      { id: 'ito', person: 'p-2' },
    ];
    const events = [entry('document.checked', 'sato', 'examiner'), entry('note.added', 'x', '')];
    const acts = pastActsOf(withPersons(events, accounts));
    expect(acts.map(({ person }) => person)).toEqual(['p-1', 'x']);
    const proposal = { act: 'approve', roles: ['AP'], isOwnCase: false } as const;
    expect(mayAct({ ...proposal, person: 'p-1' }, acts)).toMatchObject({ because: 'N1' });
    expect(mayAct({ ...proposal, person: 'p-2' }, acts)).toMatchObject({ may: true });
  });
});
