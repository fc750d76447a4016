import { factDefinitions } from '../../facts.ts';
import { conditionsOver } from '../../typed-conditions.ts';

/** The parameters of rule set 1; they are part of its hash. */
export const parameters = {
  jlisAnswerMaxAgeMinutes: 1440,
  crlAloneSuffices: false,
  mobileAccepted: false,
  maxValidityMonths: 58,
  personsPerDeviceOne: 3,
  personsPerDeviceTwo: 5,
  applicationsPerDevice: 6,
  personsPerContact: 3,
  coolingOffMinutes: 0,
  validCertificates: 1,
  nameLengthMax: 64,
  proxyAccepted: false,
};

/** The words in which the rules of this set are written: its facts, values and parameters. */
export const {
  is,
  isAbove,
  isAtLeast,
  isBelow,
  isIn,
  isNot,
  isNotIn,
  isNotSubset,
  parameter,
  parameterIs,
} = conditionsOver<typeof factDefinitions, typeof parameters>();
