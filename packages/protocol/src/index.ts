export { closeCodes, isPermanentClose, type CloseCode } from "./close-code.ts";
export {
  encodeNotice,
  encodeSettled,
  encodeTagged,
  messageTypes,
  readNotice,
  readSettled,
  readTagged,
  syncTypes,
  type Notice,
  type Refusal,
  type Settled,
} from "./message.ts";
export { ackProtocol, offerOf, plainProtocol, readOffer, type Offer } from "./subprotocol.ts";
