from tests.schema import catalog
def test_x(filled):
    with filled.engine.connect() as c:
        open("/tmp/h/rules-"+c.dialect.name,"w").write("\n".join(sorted(catalog.rules(c))))
