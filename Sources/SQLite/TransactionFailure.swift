/// A failure inside a transaction: of one request, which changes nothing for the others, or of the file.
package enum TransactionFailure<Refusal: Error>: Error {
    case request(Refusal)
    case file(SQLiteFailure)
}
