"""What all resources share on the web, in floors: each line imports only lines below it, and a linter holds that.

service, docs       the service about itself, metrics among it; the document as it is asked for, and on a page
handlers            exceptions as problem documents
answers             routes, pages, items and files; the compiled SQL of lists
edge, document      what every request passes first, and lines of the log; the OpenAPI document
questions           query models and filters, resolved to conditions
rows                what the members of a row are read from, and how rows are written
routing, snapshot   how a request finds its endpoint; one release as one answer sees it
catalogue           the names and codes of a release
errors, schemas     problems; shapes that several resources answer with
"""
