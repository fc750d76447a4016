import { CUSTODIANS } from '../../demonstration/documents.ts';
import { anOfficer } from './officers.ts';

/** Of the room's register, each with the passkey in the hand of whoever lies. */
export const ann = anOfficer('ann', ['approver']);
export const bob = anOfficer('bob', ['approver', 'issuingOperator']);
export const annAgain = anOfficer('ann-2', ['approver'], { person: ann.account.person });
export const eve = anOfficer('eve', ['examiner']);
export const ivo = anOfficer('ivo', ['issuingOperator']);
export const gone = anOfficer('gone', ['approver'], { until: '2026-11-01T00:00:00.000Z' });
export const cara = anOfficer('cara', ['custodian']);
export const cole = anOfficer('cole', ['custodian']);
/** Those who hold the demonstration's ceremony, and give their shares. */
const holders = CUSTODIANS.map((id) => anOfficer(id, ['custodian']));
export const CREW = [ann, bob, annAgain, eve, ivo, gone, cara, cole, ...holders];
